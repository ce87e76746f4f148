/** A tag as people log them: a group, then a parameter by its name: `weights/layer1.0.bn2.running_mean`. */
const GROUPED =
  /^(weights?|biases|params?|parameters?|buffers?|grads?|gradients?|activations?|inputs?|outputs?|hist|histograms?|values?)\/(.+)$/i;

/** As Keras logs its variables: `sequential/bn/gamma/histogram`. */
const SUFFIXED = /^(.+)\/histogram$/;

/**
 * What a report calls each tag: as the layers of other runs, with what of them it is in parentheses; a tag that says
 * no such thing, or whose name another has, as it is.
 *
 * @returns names that differ from each other
 */
export function layerNames(tags: readonly { readonly tag: string; readonly isScalar: boolean }[]): string[] {
  const taken = new Set(tags.map(({ tag }) => tag));
  const given = new Set<string>();
  return tags.map(({ tag, isScalar }) => {
    const wanted = [
      ...[moduleName(tag)].filter((name) => !taken.has(name)),
      tag,
      ...(isScalar ? [`${tag} (scalar)`] : [`${tag} (histogram)`]),
    ];
    let name = wanted.find((one) => !given.has(one)) ?? tag;
    for (let number = 2; given.has(name); number++) name = `${tag} (${number})`;
    given.add(name);
    return name;
  });
}

function moduleName(tag: string): string {
  const [, group, rest] = GROUPED.exec(tag) ?? [];
  if (group !== undefined) return `${rest} (${group.toLowerCase()})`;
  return SUFFIXED.exec(tag)?.[1] ?? tag;
}

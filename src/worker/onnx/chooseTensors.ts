import type { NormSide } from "../../engine/report";
import type { OnnxRequest } from "../../protocol/onnx";
import type { RunnableModel } from "../../readers/onnx/openRunnable";
import { quoteName } from "../../readers/quoteName";

/** One layer of the report: a tensor of the model, by what it is to be called. */
export interface WishedLayer {
  /** The model's name of it. */
  readonly tensor: string;
  readonly name: string;
  readonly norm: NormSide | null;
}

/**
 * What to see of a model, in the order of its nodes: what enters and leaves its normalizations under their names, the
 * rest under its own.
 *
 * @throws where that is nothing
 */
export function chooseTensors(
  model: RunnableModel,
  wanted: OnnxRequest["tensors"],
  label: string,
): readonly WishedLayer[] {
  const sides = sidesOf(model);
  if (wanted === "norms" && sides.length === 0) {
    throw new Error(
      `${label}: none of its ${model.values.length} tensors enters or leaves a normalization: choose others`,
    );
  }
  const place = new Map(model.values.map(({ name }, i) => [name, i]));
  if (wanted === "norms") return inOrder(sides, place);
  const fits = wanted === "all" ? () => true : globTest(wanted.glob);
  const byTensor = new Map<string, WishedLayer[]>();
  for (const side of sides) byTensor.set(side.tensor, [...(byTensor.get(side.tensor) ?? []), side]);
  const all = model.values.map(({ name }) => name);
  const inputs = model.inputs.map(({ name }) => name);
  const chosen = [...inputs.filter((name) => wanted === "all" || byTensor.has(name)), ...all].flatMap((tensor) => {
    const layers = byTensor.get(tensor) ?? [{ tensor, name: tensor, norm: null }];
    return layers.filter(({ name }) => fits(name) || fits(tensor));
  });
  if (chosen.length > 0) return chosen;
  const glob = typeof wanted === "object" ? wanted.glob : wanted;
  throw new Error(`${label}: none of its ${all.length} tensors has a name that fits '${quoteName(glob)}'`);
}

/** Inputs before outputs, normalization by normalization, as the graph has them. */
function inOrder(sides: readonly WishedLayer[], place: ReadonlyMap<string, number>): readonly WishedLayer[] {
  const at = ({ tensor }: WishedLayer) => place.get(tensor) ?? -1;
  return sides.toSorted((one, other) => at(one) - at(other));
}

function sidesOf(model: RunnableModel): readonly WishedLayer[] {
  const values = new Set([...model.values, ...model.inputs].map(({ name }) => name));
  const norms = model.norms.flatMap(({ declared: { name, method, operator }, enters, leaves }) => {
    const layer = (tensor: string, side: NormSide["side"]): WishedLayer => {
      return { tensor, name: `${name} (${side})`, norm: { name, method, operator, side } };
    };
    return [...(enters === null ? [] : [layer(enters, "input")]), layer(leaves, "output")];
  });
  const folded = model.folded.map(({ name, operator, leaves }): WishedLayer => {
    const norm: NormSide = { name, method: "batch", operator: `${operator}, folded`, side: "output" };
    return { tensor: leaves, name: `${name} (output, folded: no norm left)`, norm };
  });
  return [...norms, ...folded].filter(({ tensor }) => values.has(tensor));
}

/** * is any text, ? one character. */
export function globTest(glob: string): (name: string) => boolean {
  const pattern = glob
    .split(/([*?])/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replace(/[.+^${}()|[\]\\/]/g, "\\$&")))
    .join("");
  const whole = new RegExp(`^${pattern}$`, "su");
  return (name) => whole.test(name);
}

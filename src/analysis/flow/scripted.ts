import type { CodeClass, CodeFunction, Step } from "./code";

/** Functions and classes that may do something to a model that rules look for. */
export type Definition = CodeFunction | CodeClass;

/**
 * Whether a text has a word without which nothing in it is of interest: it sets no mode, learns nothing, loads nothing. More
 * than half of all files are spared the walk.
 */
export function isScripted(text: string): boolean {
  return SCRIPTED.test(text);
}

const SCRIPTED =
  /\.(?:train|eval|backward|step|compile|copy_|lerp_?|mul_)\b|no_grad|inference_mode|set_grad_enabled|volatile|requires_grad|[lL]oader|[sS]ync_?[bB]|DistributedDataParallel|AveragedModel|[oO]ptim|load_state_dict|PrivacyEngine|GradientTape|train_step|trainable|fuse_|\bjit\b|onnx|[eE]xport|nnx|linen|[nN]ormalize\b|[cC]ompose\b/;

/**
 * Definitions of a file that have such a word, or a name of one that has, since what they lead to happens in their context;
 * functions also for the name of something that the file imports from who knows where. Classes name such things, too, and
 * hardly ever for more than their parts.
 */
export function scriptedIn(steps: readonly Step[], text: string): ReadonlySet<Definition> {
  const rest = new Map(
    definitionsIn(steps).map((definition) => [definition, text.slice(definition.start, definition.end)]),
  );
  const found = new Set<Definition>();
  const take = (matters: (own: string, definition: Definition) => boolean) => {
    const taken = [...rest].flatMap(([definition, own]) => (matters(own, definition) ? [definition] : []));
    for (const definition of taken) {
      found.add(definition);
      rest.delete(definition);
    }
    return taken.map(({ name }) => name);
  };
  const imported = anyOf(importedNames(steps));
  let names = take((own, definition) => isScripted(own) || ("parameters" in definition && imported.test(own)));
  while (names.length > 0) {
    const any = anyOf(names);
    names = take((own) => any.test(own));
  }
  return found;
}

/** Finds names where they are no attributes. */
function anyOf(names: readonly string[]): RegExp {
  if (names.includes("*")) return /\w/;
  const plain = names.filter((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name));
  return plain.length === 0 ? /(?!)/ : new RegExp(`(?<![\\w.])(?:${plain.join("|")})(?!\\w)`);
}

/** Functions and classes that the file's own statements define, in `if` and `try`, too. */
export function definitionsIn(steps: readonly Step[]): Definition[] {
  return steps.flatMap((step): Definition[] => {
    if (step.kind === "function") return [step.function];
    if (step.kind === "class") return [step.class];
    if (step.kind === "if") return [...definitionsIn(step.body), ...definitionsIn(step.otherwise)];
    return step.kind === "try" ? [...definitionsIn(step.body), ...step.handlers.flatMap(definitionsIn)] : [];
  });
}

/** Names that are bound to what may be a file of the workspace; what packages offer does nothing that is followed. */
function importedNames(steps: readonly Step[]): string[] {
  return steps.flatMap((step): string[] => {
    if (step.kind === "import") {
      return step.names.flatMap(({ name, qualified }) => (PACKAGES.test(qualified) ? [] : [name]));
    }
    if (step.kind === "if") return [...importedNames(step.body), ...importedNames(step.otherwise)];
    return step.kind === "try" ? [...importedNames(step.body), ...step.handlers.flatMap(importedNames)] : [];
  });
}

const PACKAGES =
  /^(?:torch|torchvision|torchaudio|timm|numpy|scipy|sklearn|pandas|matplotlib|PIL|cv2|einops|tqdm|tensorflow|tensorboardX?|keras|jax|flax|optax|transformers|wandb|math|os|sys|re|io|json|time|random|copy|abc|enum|typing|typing_extensions|types|pathlib|logging|warnings|argparse|collections|functools|itertools|dataclasses|contextlib|inspect|glob|shutil|pickle|csv|yaml|__future__)(?:\.|$)/;

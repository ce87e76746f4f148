import type { CodeClass, CodeFunction, Step } from "./code";

/** Functions, classes and methods that may do something to a model that rules look for. */
export type Definition = CodeFunction | CodeClass;

/**
 * Whether a text has a word without which nothing in it is of interest: it sets no mode, learns nothing, loads nothing. More
 * than half of all files are spared the walk.
 */
export function isScripted(text: string): boolean {
  return SCRIPTED.test(text);
}

const SCRIPTED =
  /\.(?:train|eval|parameters|backward|step|copy_|lerp_?|mul_|add_|sub_|div_|minimize|export)\b|(?<!\bre)\.compile\b|\.data\s*[-+*]?=(?!=)|no_grad|inference_mode|set_grad_enabled|volatile|requires_grad|[lL]oader|[sS]ync_?[bB]|DistributedDataParallel|AveragedModel|[oO]ptim(?!al|um|ist)|state_dict|buffers\(|update_parameters|apply_gradients|(?:_bn|(?<!\.)\bbn_\w*|_batch_?norm|_stat(?:s|istics)?)\(|PrivacyEngine|GradientTape|train_step|trainable|fuse_|\bjit\b|onnx|nnx|linen|\bCompose\b/;

/** What is called a model, or is called like a part of one. */
const MODEL = /model|net|module|encoder|decoder|generator|discriminator|critic|classifier|backbone|student|teacher/i;

/**
 * Definitions of a file that have such a word, or a name of one that has, since what they lead to happens in their context;
 * functions that speak of models also for the name of something that the file imports from who knows where. Classes name
 * such things, too, and hardly ever for more than their parts.
 */
export function scriptedIn(steps: readonly Step[], text: string): ReadonlySet<Definition> {
  const imported = anyOf(importedNames(steps));
  const leads = (own: string) => isScripted(own) || (MODEL.test(own) && imported.test(own));
  const found = reached(
    definitionsIn(steps),
    text,
    (own, definition) => ("methods" in definition ? isScripted(own) : leads(own)),
    anyOf,
  );
  const names = anyOf([...found].map(({ name }) => name));
  const methods = [...found].flatMap((definition) =>
    "methods" in definition ? [...methodsIn(definition, text, (own) => leads(own) || names.test(own))] : [],
  );
  return new Set([...found, ...methods]);
}

/** Of a class, the methods that lead to something of interest themselves, and those that call these. */
function methodsIn({ methods }: CodeClass, text: string, leads: (own: string) => boolean): ReadonlySet<CodeFunction> {
  return reached(Object.values(methods), text, leads, (names) => anyOf(names, "\\."));
}

/** Those that are of interest to begin with, those that name one of them, those that name one of these, and so on. */
function reached<Of extends Definition>(
  definitions: readonly Of[],
  text: string,
  isFirst: (own: string, definition: Of) => boolean,
  mentionOf: (names: readonly string[]) => RegExp,
): ReadonlySet<Of> {
  const rest = new Map(definitions.map((definition) => [definition, text.slice(definition.start, definition.end)]));
  const found = new Set<Of>();
  for (let matters = isFirst; ; ) {
    const taken = [...rest].flatMap(([definition, own]) => (matters(own, definition) ? [definition] : []));
    if (taken.length === 0) return found;
    for (const definition of taken) {
      found.add(definition);
      rest.delete(definition);
    }
    const mention = mentionOf(taken.map(({ name }) => name));
    matters = (own) => mention.test(own);
  }
}

/** Finds names: those of attributes behind a dot, others where they are none. */
function anyOf(names: readonly string[], dot = "(?<![\\w.])"): RegExp {
  if (names.includes("*")) return /\w/;
  const plain = names.filter((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name));
  return plain.length === 0 ? /(?!)/ : new RegExp(`${dot}(?:${plain.join("|")})(?!\\w)`);
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

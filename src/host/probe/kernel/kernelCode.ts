import { l10n } from "vscode";

/** What a kernel holds that can be profiled. */
export interface KernelVariables {
  /** Whether PyTorch has been imported there. */
  readonly torch: boolean;
  readonly models: readonly Variable[];
  readonly batches: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  /** Its class, and how large it is. */
  readonly about: string;
}

const MARK = "normscope:";
const MOST_VARIABLES = 500;

/**
 * Python that prints which variables are modules, and which could be batches. It asks nothing of the variables but their
 * types and shapes, and leaves none behind.
 */
export function variablesCode(): string {
  return `def _normscope_variables(names):
    import json, sys
    torch = sys.modules.get("torch")
    models, batches = [], []
    def about(value):
        return str(value.dtype).replace("torch.", "") + " " + "×".join(map(str, value.shape))
    for name, value in sorted(names.items()):
        if torch is None or name.startswith("_"):
            continue
        if isinstance(value, torch.nn.Module):
            models.append({"name": name, "about": type(value).__name__})
        elif isinstance(value, torch.Tensor) and not isinstance(value, torch.nn.Parameter):
            if value.dim() > 0:
                batches.append({"name": name, "about": about(value)})
        elif isinstance(value, (tuple, list)) and 0 < len(value) <= 8 and isinstance(value[0], torch.Tensor):
            batches.append({"name": name + "[0]", "about": "first of " + str(len(value)) + ", " + about(value[0])})
            batches.append({"name": name, "about": "all " + str(len(value)) + ", as arguments"})
    found = {"torch": torch is not None, "models": models[:${MOST_VARIABLES}], "batches": batches[:${MOST_VARIABLES}]}
    print("${MARK}" + json.dumps(found))
try:
    _normscope_variables(dict(globals()))
finally:
    del _normscope_variables`;
}

/** @throws where the kernel printed something else */
export function parseVariables(printed: string): KernelVariables {
  const line = printed.split("\n").find((candidate) => candidate.startsWith(MARK));
  if (line === undefined)
    throw new Error(l10n.t("The kernel did not say which variables it holds: restart it, and run your cells again."));
  const { torch, models, batches } = JSON.parse(line.slice(MARK.length));
  return { torch: torch === true, models: models.filter(isVariable), batches: batches.filter(isVariable) };
}

function isVariable(value: unknown): value is Variable {
  const { name, about } = (value ?? {}) as Partial<Variable>;
  return typeof name === "string" && typeof about === "string" && isPath(name);
}

/**
 * Whether text names a variable, an attribute or an item of it, and does nothing else: `model`, `trainer.model`,
 * `batch[0]`, `batch["image"]`.
 */
export function isPath(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*|\[(?:-?\d{1,9}|"[\w .-]*"|'[\w .-]*')\])*$/u.test(text);
}

/**
 * What is meant where somebody presses Enter: the variable that is chosen, or else what is typed by now, as the list may be
 * slower than fingers are. Undefined where that names nothing.
 */
export function pathOf(chosen: string | undefined, typed: string, variables: readonly Variable[]): string | undefined {
  const path = variables.find(({ name }) => name === chosen)?.name ?? typed.trim();
  return isPath(path) ? path : undefined;
}

/**
 * Python that captures what enters the layers of a model for one batch.
 *
 * @param model,batch paths that `isPath` lets through
 * @param file where to write, and @param sources where the probe's sources are, on this machine
 * @throws where one of them is no path
 */
export function captureCode(model: string, batch: string, file: string, sources: string): string {
  for (const path of [model, batch]) if (!isPath(path)) throw new Error(`${JSON.stringify(path)} names no variable.`);
  return `def _normscope_capture(model, batch):
    import os, sys
    sources = ${pythonText(sources)}
    try:
        import normscope
    except ModuleNotFoundError:
        if not os.path.isdir(sources):
            raise
        sys.path.append(sources)
        import normscope
    normscope.capture(model, batch, ${pythonText(file)})
try:
    _normscope_capture(${model}, ${batch})
finally:
    del _normscope_capture`;
}

/** A string of Python's: what JSON escapes, Python reads the same. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

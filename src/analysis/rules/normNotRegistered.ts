import type { Construction, Known, ModelFacts, ModuleClass } from "../model/facts";
import { modulesIn } from "../model/known";
import { textAt } from "../model/queries";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";

/** NRM305 */
export const normNotRegistered: CodeRule = {
  code: "NRM305",
  title: "Normalization layers in a plain list or dict are not part of the model",
  severity: "warning",
  explanation: [
    "PyTorch registers a module that is an attribute, and those in a ModuleList, ModuleDict or Sequential. It does not look " +
      "into a Python list or dict: layers there are not in parameters(), so that no optimizer trains them, not in the " +
      "checkpoint, stay on the CPU, and eval() does not reach them, so that batch norm keeps normalizing with the batch.",
    "Left alone: a list whose layers are also given to a container, classes that register modules under names that they put " +
      "together, and lists in Flax, which registers them.",
  ],
  sources: ["PyTorch: torch.nn.ModuleList", "checked with PyTorch 1.13"],
  fix: "safe",
  bad: `import torch.nn as nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = [nn.BatchNorm1d(64) for _ in range(3)]  # NRM305

    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
`,
  good: `import torch.nn as nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.BatchNorm1d(64) for _ in range(3)])

    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
`,
  check(facts) {
    const held = new Set(
      facts.constructions.flatMap(({ children }) => children.flatMap(({ value }) => modulesIn(value))),
    );
    return facts.classes.filter(({ framework }) => framework === "torch").flatMap((of) => checkClass(facts, of, held));
  },
};

function checkClass(facts: ModelFacts, of: ModuleClass, held: ReadonlySet<Construction>): RuleFinding[] {
  if (REGISTERS.test(textAt(facts, of.place))) return [];
  const own = ownModules(of);
  const isRegistered = (module: Construction) => held.has(module) || own.has(module);
  return [...of.attributes].flatMap(([name, value]) => {
    const plain = value.kind === "dictionary" || (value.kind === "list" && !value.escapes);
    if (!plain) return [];
    const hidden = modulesIn(value).filter((module) => !isRegistered(module));
    const norms = normsUnder(hidden).filter(({ escapes }) => !escapes);
    if (norms.length === 0 || !norms.some(({ uses }) => uses.length > 0)) return [];
    const written = assignmentOf(facts, of, name);
    if (!written) return [];
    const what = value.kind === "dictionary" ? "dict" : value.tuple ? "tuple" : "list";
    return [
      {
        severity: "warning" as const,
        message: `self.${name.slice(0, 24)} is a plain ${what}: its ${norms[0]!.spec!.name} is never trained, saved or put in eval mode`,
        range: { start: written.left.start, end: written.left.end },
        related: [{ range: norms[0]!.place, message: "a layer that the model does not know of" }],
        fixes: usedAsListOnly(facts, of, name) ? [] : fixesOf(facts, value, norms[0]!, written.right),
      },
    ];
  });
}

/** Under a name that is put together, whatever is in a list may be registered. */
const REGISTERS = /\bself\.(add_module|register_module)\(\s*(?!['"][^'"]*['"]\s*,)|\bsetattr\(\s*self\b/;

/** Layers that are attributes themselves. */
function ownModules(of: ModuleClass): ReadonlySet<Construction> {
  const values = [...of.attributes.values()].filter(({ kind }) => kind === "module" || kind === "either");
  return new Set(values.flatMap((value) => modulesIn(value)));
}

/** Normalization layers in layers, themselves included. */
function normsUnder(modules: readonly Construction[]): Construction[] {
  const seen = new Set(modules);
  for (const { children } of seen) {
    for (const { value } of children) for (const module of modulesIn(value)) seen.add(module);
  }
  return [...seen].filter(({ spec }) => spec?.kind === "norm");
}

/** The only statement of the class that assigns the attribute; null where there are several. */
function assignmentOf(facts: ModelFacts, of: ModuleClass, name: string): { left: Syntax; right: Syntax } | null {
  const found: { left: Syntax; right: Syntax }[] = [];
  for (const node of descendants(of.node)) {
    if (node.type !== "assignment") continue;
    const [left, right] = [field(node, "left"), field(node, "right")];
    const names = left ? dottedName(left, facts.text) : null;
    if (left && right && names?.length === 2 && names[0] === "self" && names[1] === name) found.push({ left, right });
  }
  return found.length === 1 ? found[0]! : null;
}

/** Wraps the list, in the words that the file has for torch.nn. */
function fixesOf(facts: ModelFacts, value: Known, norm: Construction, right: Syntax): Fix[] {
  const prefix = /^(.*\.)\w+$/.exec(textAt(facts, norm.callee))?.[1];
  if (!prefix || right.broken || (value.kind === "list" && value.tuple)) return [];
  if (facts.resolve([...prefix.split(".").filter(Boolean), "ModuleList"], norm.place.start) !== "torch.nn.ModuleList")
    return [];
  const plainKeys = value.kind === "dictionary" && [...value.entries.keys()].every((key) => FREE_KEY.test(key));
  if (value.kind === "dictionary" && (!plainKeys || right.type !== "dictionary")) return [];
  const container = `${prefix}${value.kind === "dictionary" ? "ModuleDict" : "ModuleList"}`;
  const edits = [
    { range: { start: right.start, end: right.start }, text: `${container}(` },
    { range: { start: right.end, end: right.end }, text: ")" },
  ];
  const checkpointNote = "Adds the layers' keys to the checkpoint.";
  return [{ title: `Register them in ${container}`, safe: true, edits, checkpointNote }];
}

/** Names that every module has are no names for a layer in a ModuleDict. */
const FREE_KEY =
  /^(?!(train|eval|training|float|half|double|type|to|cpu|cuda|apply|forward|keys|items|values|pop|update|clear|children|modules|parameters|buffers|compile|dump_patches)$)[A-Za-z_]\w*$/;

/** Whether the class does with it what containers of PyTorch cannot. */
function usedAsListOnly(facts: ModelFacts, of: ModuleClass, name: string): boolean {
  const only =
    "\\.(remove|reverse|sort|index|count|copy|clear|insert|pop|popitem|get|setdefault)\\(|\\s*(\\+(?!=)|\\*|==)";
  return new RegExp(`self\\.${name}(${only})`).test(textAt(facts, of.place));
}

import { assigned as assignedTo } from "../model/assigned";
import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { descendants, dottedName, field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, RuleFinding } from "./codeRule";

/** NRM104 */
export const modeCallNotCalled: CodeRule = {
  code: "NRM104",
  title: "The mode is not switched: a method is named and not called",
  severity: "error",
  explanation: [
    "model.eval without parentheses names the method and does nothing: batch norm goes on with the statistics of the batch " +
      "and updates its running averages, dropout stays on.",
    "model.eval = True and model.train = False replace the method by a value: nothing is switched, and the next real " +
      "call raises. model.training = False switches the outermost module alone, not the layers in it. " +
      "model.requires_grad_ = False freezes nothing.",
    "Found where a statement is nothing but the name (train outside of functions and loops only of what is a model, " +
      "since notebooks show a data set's part so), and for assignments where the code shows that the name is a " +
      "model: it calls its parameters(), eval() or state_dict(), or constructs it. training = False after eval() is left alone.",
  ],
  sources: ["PyTorch: torch.nn.Module.train, Module.eval", "Han-Jia/UNICORN-MAML#3", "checked with PyTorch 1.13"],
  fix: "safe",
  bad: `import torch


def evaluate(model, loader):
    model.eval  # NRM104
    with torch.no_grad():
        return [model(x) for x in loader]
`,
  good: `import torch


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x in loader]
`,
  check(facts) {
    if (!importsTorch(facts)) return [];
    return nodesOf(facts.syntax, "expression_statement").flatMap((node) => {
      if (node.children.length !== 1) return [];
      const [child] = node.children;
      if (child!.type === "attribute") return namedOnly(facts, child!);
      return child!.type === "assignment" ? assigned(facts, child!) : [];
    });
  },
};

function importsTorch(facts: ModelFacts): boolean {
  return facts.syntax.children.some(
    (node) =>
      /^import/.test(node.type) && /\b(torch|pytorch_lightning|lightning|torchvision|timm)\b/.test(textAt(facts, node)),
  );
}

function namedOnly(facts: ModelFacts, node: Syntax): RuleFinding[] {
  const names = dottedName(node, facts.text);
  const method = names?.at(-1);
  if (!names || names.length < 2 || (method !== "eval" && method !== "train")) return [];
  if (facts.resolve(names, node.start) !== null) return [];
  if (method === "train" && isShown(facts, node) && !isModel(facts, names.slice(0, -1), node, method)) return [];
  const after = { start: node.end, end: node.end };
  return [
    {
      severity: "error",
      message: `${shortName(names)} is named and not called: the mode stays as it was`,
      range: { start: node.start, end: node.end },
      fixes: [{ title: "Call it", safe: true, edits: [{ range: after, text: "()" }] }],
    },
  ];
}

/** Outside of functions and loops, a notebook shows a value that is named: the part of a data set that is for training. */
function isShown(facts: ModelFacts, node: Syntax): boolean {
  return around(facts, node).every(({ type }) => /^(module|expression_statement|attribute|identifier)$/.test(type));
}

function assigned(facts: ModelFacts, node: Syntax): RuleFinding[] {
  const [left, right] = [field(node, "left"), field(node, "right")];
  const names = left?.type === "attribute" ? dottedName(left, facts.text) : null;
  if (!left || !right || !names || names.length < 2 || (right.type !== "true" && right.type !== "false")) return [];
  const member = names.at(-1)!;
  const consequence = CONSEQUENCES.get(member);
  const object = names.slice(0, -1);
  if (!consequence || !isModel(facts, object, node, member)) return [];
  if (member === "training" && isSwitched(facts, object.join("."), node, right.type === "true")) return [];
  const range = { start: node.start, end: node.end };
  const call = `${object.join(".")}.${replacement(member, right.type === "true")}`;
  return [
    {
      severity: "error",
      message: `${shortName(names)} = ${textAt(facts, right)} ${consequence}`,
      range,
      fixes: call.length < 120 ? [{ title: `Replace by ${call}`, safe: false, edits: [{ range, text: call }] }] : [],
    },
  ];
}

const CONSEQUENCES: ReadonlyMap<string, string> = new Map([
  ["eval", "replaces the method: no mode is switched"],
  ["train", "replaces the method: no mode is switched"],
  ["training", "switches this module alone, not the layers in it"],
  ["requires_grad_", "replaces the method: nothing is frozen"],
]);

function replacement(member: string, on: boolean): string {
  if (member === "requires_grad_") return on ? "requires_grad_(True)" : "requires_grad_(False)";
  const training = member === "eval" ? !on : on;
  return training ? "train()" : "eval()";
}

/** Only what the code itself treats as a model. A loop over modules sets each of them, which is right. */
function isModel(facts: ModelFacts, object: readonly string[], node: Syntax, member: string): boolean {
  if (object.length === 1 && object[0] === "self") return false;
  const looped = around(facts, node).some(
    (outer) =>
      outer.type === "for_statement" &&
      descendants(field(outer, "left") ?? outer).some(
        (name) => name.type === "identifier" && textAt(facts, name) === object[0],
      ),
  );
  if (looped) return false;
  if (object.length === 1 && makesModel(facts, object[0]!, node)) return true;
  const name = object.join("\\.");
  const uses = new RegExp(
    `(?<![\\w.])${name}\\.(parameters|named_parameters|state_dict|load_state_dict|zero_grad|modules${member === "eval" ? "" : "|eval"})\\(`,
  );
  // An attribute of the same name is another in another class.
  const within = object[0] === "self" ? around(facts, node).findLast(({ type }) => type === "class_definition") : null;
  return uses.test(textAt(facts, within ?? facts.syntax));
}

/** Whether the name is only ever given a model of this file's or of torchvision's, whatever methods follow. */
function makesModel(facts: ModelFacts, name: string, node: Syntax): boolean {
  const values = assignedTo(facts, name, node);
  return values.length > 0 && values.every((value) => isMade(facts, value));
}

function isMade(facts: ModelFacts, value: Syntax): boolean {
  let made: Syntax | undefined = value;
  for (let steps = 0; steps < 8 && made?.type === "call"; steps++) {
    const callee = field(made, "function");
    const names = callee && dottedName(callee, facts.text);
    if (names) return isModelClass(facts, names, value);
    made = callee?.type === "attribute" ? field(callee, "object") : undefined;
  }
  return false;
}

function isModelClass(facts: ModelFacts, names: readonly string[], at: Syntax): boolean {
  if (/^torchvision\.models\./.test(facts.resolve(names, at.start) ?? "")) return true;
  const own = facts.classes.filter(({ name }) => names.length === 1 && name === names[0]);
  return own.length === 1 && own[0]!.framework === "torch";
}

/**
 * Another line of this function switches the whole model to the same mode: the last such call before, loading a model of
 * transformers, or the first after, which nothing runs before.
 */
function isSwitched(facts: ModelFacts, name: string, node: Syntax, on: boolean): boolean {
  const outer = around(facts, node).findLast(({ type }) => type === "function_definition" || type === "module");
  const before = facts.text.slice(outer?.start ?? 0, node.start);
  const after = facts.text.slice(node.end, outer?.end);
  const escaped = name.replaceAll(".", "\\.");
  const call = `(?<![\\w.])${escaped}\\.(eval|train)\\(\\s*(?:mode\\s*=\\s*)?(\\w*)\\s*\\)`;
  const switches = ([, method, mode]: readonly string[]) => (method === "train" && mode !== "False") === on;
  const last = [...before.matchAll(new RegExp(call, "g"))].at(-1);
  if (last && switches(last)) return true;
  const next = new RegExp(call).exec(after);
  const isRun = new RegExp(`(?<![\\w.])${escaped}\\(`).test(after.slice(0, next?.index));
  if (next && switches(next) && !isRun) return true;
  return !last && !on && new RegExp(`(?<![\\w.])${escaped}\\s*=[^\\n]*\\bfrom_pretrained\\(`).test(before);
}

function shortName(names: readonly string[]): string {
  const name = names.join(".");
  return name.length > 40 ? `…${name.slice(-39)}` : name;
}

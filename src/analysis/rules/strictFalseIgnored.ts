import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import { modelsIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { around, callAt, statementAround, textAt } from "../model/queries";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";

/** NRM504 */
export const strictFalseIgnored: CodeRule = {
  code: "NRM504",
  title: "Nobody looks at what strict=False left out",
  severity: "information",
  explanation: [
    "load_state_dict(…, strict=False) loads what fits by name and leaves the rest as it was. Where names differ, a prefix " +
      "such as module. or another version's running_mean, nothing is said: the running statistics stay 0 and 1, weights stay " +
      "random, and the model computes something.",
    "Keep the result and look at it: missing_keys and unexpected_keys are lists of names. Fail on those that you do not expect.",
    "Left alone where the function's own text says what stays random, where parts of the checkpoint are taken out or a head is " +
      "replaced in the same function, where only parts of the " +
      "model are used after it, where keys are compared, and where the model is known to have no batch norm. A hint where that is not known, but the file names one and weights are from a file.",
  ],
  sources: [
    "PyTorch: torch.nn.Module.load_state_dict; the silence was checked with PyTorch 1.13",
    "pytorch/pytorch#6086, #8430",
    "kazuto1011/deeplab-pytorch#26",
    "2231122/PCOD#8",
  ],
  fix: "suggestion",
  bad: `import torch
from torchvision.models import resnet50

model = resnet50()
model.load_state_dict(torch.load("resnet50.pt"), strict=False)  # NRM504
model.eval()
`,
  good: `import torch
from torchvision.models import resnet50

model = resnet50()
result = model.load_state_dict(torch.load("resnet50.pt"), strict=False)
assert not result.missing_keys, result.missing_keys
model.eval()
`,
  check(facts) {
    const flow = flowOf(facts);
    return flow.events.flatMap((event) =>
      event.kind === "call" && event.name === ".load_state_dict" ? judge(facts, flow, event) : [],
    );
  },
};

function judge(facts: ModelFacts, flow: FlowFacts, event: CallEvent): RuleFinding[] {
  const { used, site, function: within, arguments: given } = event;
  if (used || !isHere(site) || within === "load_state_dict" || literalArgument(given, "strict", 1) !== false) return [];
  const call = callAt(facts, placeOf(site));
  if (!call || isOnPurpose(facts, call, event)) return [];
  const [model] = event.receiver ? modelsIn(event.receiver) : [];
  const batchNorm = model === undefined ? "unknown" : flow.models[wholeOf(flow.models, model)]!.kind.batchNorm;
  if (batchNorm === "no" || (batchNorm === "unknown" && !(namesBatchNorm(facts) && isFromFile(facts, event))))
    return [];
  return [
    {
      severity: batchNorm === "yes" ? "information" : "hint",
      message: `strict=False, and nobody looks at the result: ${STAYS[batchNorm]}, silently`,
      range: placeOf(site),
      fixes: lookAtIt(facts, call),
    },
  ];
}

function namesBatchNorm(facts: ModelFacts): boolean {
  return facts.text.includes("BatchNorm");
}

/** Parts of models that code passes on are parts on purpose; what a file holds is another matter. */
function isFromFile(facts: ModelFacts, { arguments: given }: CallEvent): boolean {
  const { things } = argument(given, "state_dict", 0) ?? { things: [] };
  const text = textAt(facts, given.find(({ name }) => name === "state_dict") ?? given[0]!);
  return /\bload\w*\(/.test(text) || things.some((thing) => thing.kind === "made" && /load/.test(thing.by));
}

const STAYS = {
  yes: "running statistics that are missing stay 0 and 1",
  unknown: "weights and statistics that are missing stay as they were",
} as const;

/** What is missing is known to whoever wrote this. */
function isOnPurpose(facts: ModelFacts, call: Syntax, { arguments: given }: CallEvent): boolean {
  if (!argument(given, "state_dict", 0)) return true;
  const first = given.find(({ name }) => name === "state_dict") ?? given[0]!;
  const source = textAt(facts, first).replace(/^state_dict\s*=\s*/, "");
  if (/\bstate_dict\(\)$/.test(source) || saysSo(facts, call)) return true;
  const scope = around(facts, call).findLast(({ type }) => type === "function_definition") ?? facts.syntax;
  const receiver = textAt(facts, field(call, "function") ?? call).replace(/\.load_state_dict$/, "");
  if (documents(facts, scope)) return true;
  // What loads itself stays whole, whatever else is done to its parts.
  if (receiver !== "self" && givesParts(facts, scope, call, receiver)) return true;
  for (const node of descendants(scope)) {
    if (
      isPutTogether(facts, node, source) ||
      isOwnState(facts, node, source, receiver) ||
      takesOut(facts, node, source) ||
      isHead(facts, node, receiver) ||
      LOOKS.test(wordOf(facts, node))
    )
      return true;
  }
  return false;
}

/** After it, nothing of the model is used but its parts: what else was missing is thrown away, whatever it was. */
function givesParts(facts: ModelFacts, scope: Syntax, { end }: Syntax, receiver: string): boolean {
  let [uses, parts] = [0, 0];
  for (const node of descendants(scope)) {
    if (node.start < end) continue;
    if (node.type === "identifier" && node.field !== "attribute" && textAt(facts, node) === receiver) uses++;
    const [of, name] = [field(node, "object"), field(node, "attribute")];
    if (node.type !== "attribute" || !of || !name || textAt(facts, of) !== receiver) continue;
    if (MOVES.test(textAt(facts, name))) uses--;
    else if (node.field !== "function" && textAt(facts, name) !== "module") parts++;
  }
  return parts > 0 && parts === uses;
}

const MOVES = /^(eval|train|to|cuda|cpu|requires_grad_|parameters|named_parameters)$/;

/** A comment behind it tells what is meant to be missing. */
function saysSo(facts: ModelFacts, { end }: Syntax): boolean {
  const [rest = ""] = facts.text.slice(end, end + 200).split("\n");
  return /#.*\b(ignor\w*|missing|unexpected|allow\w*|skip\w*|partial\w*)\b/i.test(rest);
}

/** "Note that `fc.weight` is randomly initialized", says the function of itself. */
function documents(facts: ModelFacts, scope: Syntax): boolean {
  const body = field(scope, "body");
  const first = body?.children[0]?.type === "expression_statement" ? body.children[0].children[0] : undefined;
  return (
    first?.type === "string" &&
    /\b(random\w*|missing|from scratch|not (be )?loaded|partial\w*)\b/i.test(textAt(facts, first))
  );
}

/** `state = {**averaged, **own}`: the code makes the state, and knows its keys. */
function isPutTogether(facts: ModelFacts, node: Syntax, source: string): boolean {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (node.type !== "assignment" || !left || right?.type !== "dictionary") return false;
  return textAt(facts, left) === source && /^\{\s*\*\*/.test(textAt(facts, right));
}

/** `state = adapt(weights, model.state_dict())`, or a copy: the code makes it of the model's own keys. */
function isOwnState(facts: ModelFacts, node: Syntax, source: string, receiver: string): boolean {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (node.type !== "assignment" || !left || !right || textAt(facts, left) !== source) return false;
  const own = `${receiver}.state_dict()`;
  const given = right.type === "call" ? (field(right, "arguments")?.children ?? []) : [];
  return [right, ...given].some((part) => [own, `${own}.copy()`].includes(textAt(facts, part)));
}

const LOOKS = /^(missing|unexpected|mismatched|skipped|not_loaded)(_keys?)?$/;

/** A name of the code; a member of something else's result is none. */
function wordOf(facts: ModelFacts, node: Syntax): string {
  return node.type === "identifier" && node.field !== "attribute" ? textAt(facts, node) : "";
}

/** `state.pop("fc.weight")`, `del state["fc.weight"]`, or a choice among the keys. */
function takesOut(facts: ModelFacts, node: Syntax, source: string): boolean {
  if (node.type === "delete_statement") return textAt(facts, node).includes("[");
  if (node.type === "call")
    return dottedName(field(node, "function") ?? node, facts.text)?.join(".") === `${source}.pop`;
  return node.type === "dictionary_comprehension" && node.children.some(({ type }) => type === "if_clause");
}

/** `model.fc = nn.Linear(…)`, or `self.encoder = Model().encoder`, which stands beside a head of its own. */
function isHead(facts: ModelFacts, node: Syntax, receiver: string): boolean {
  const left = node.type === "assignment" ? field(node, "left") : undefined;
  const right = field(node, "right");
  if (left?.type !== "attribute" || !right || !textAt(facts, left).startsWith(`${receiver}.`)) return false;
  if (receiver !== "self") return right.type === "call";
  return right.type === "attribute" && field(right, "object")?.type === "call";
}

function lookAtIt(facts: ModelFacts, call: Syntax): Fix[] {
  const statement = statementAround(facts, call);
  const alone = statement?.node.type === "expression_statement" && statement.node.children[0] === call;
  if (!statement || !alone || /^[ \t]*;/.test(facts.text.slice(call.end, call.end + 20))) return [];
  const [before, after] = [call.start, call.end].map((at) => ({ start: at, end: at }));
  const line = `\n${statement.indent}print("missing:", loaded.missing_keys, "unexpected:", loaded.unexpected_keys)`;
  const edits = [
    { range: before!, text: "loaded = " },
    { range: after!, text: line },
  ];
  return [{ title: "Print what is missing", safe: false, edits }];
}

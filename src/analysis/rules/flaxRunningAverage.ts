import type { FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { isEvaluation, isHere, pathTo, placeOf, receiverAt } from "../flow/queries";
import type { Construction, ModelFacts, Operation } from "../model/facts";
import { around, callAt, hasWord, isTried, keywordAt, normsOf, textAt } from "../model/queries";
import { field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument, replaceLiteral } from "./edits";
import { quoteCode } from "./phrases";

/** NRM702 */
export const flaxRunningAverage: CodeRule = {
  code: "NRM702",
  title: "Nothing tells a batch normalization of Flax whether it is training",
  severity: "error",
  explanation: [
    "Linen's BatchNorm has to be told use_running_average, once: in its constructor or in its call. With neither it raises, " +
      "and with both it raises, too. With a literal True it never updates batch_stats: mean 0 and variance 1 of the " +
      "initialization are all that it ever uses, though the training step collects what is mutable.",
    "Pass use_running_average=not train, in one of both places.",
    "NNX's BatchNorm is in training mode from the start. Evaluating a model without model.eval() normalizes with the " +
      "batch at hand and updates the running statistics with data that it is evaluated on; call model.train() for " +
      "training again.",
  ],
  sources: [
    "Flax: linen.BatchNorm, nnx.BatchNorm, guide on batch normalization; checked with Flax 0.12",
    "google/flax#2279",
  ],
  fix: "suggestion",
  bad: `import flax.linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm()(x)  # NRM702
`,
  good: `import flax.linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train)(x)
`,
  check(facts) {
    if (!/\bflax\b/.test(facts.text)) return [];
    const linen = normsOf(facts, "linen").filter(({ spec, certain }) => spec?.method === "batch" && certain);
    const flow = /\bnnx\b/.test(facts.text) ? flowOf(facts) : null;
    const evaluated = flow?.events.flatMap((event) => (event.kind === "forward" ? checkNnx(facts, flow, event) : []));
    return [...linen.flatMap((norm) => checkLinen(facts, norm)), ...(evaluated ?? [])];
  },
};

const NAME = "use_running_average";

function checkLinen(facts: ModelFacts, norm: Construction): RuleFinding[] {
  const given = norm.arguments.get(NAME);
  const uses = norm.uses.filter(({ certain }) => certain);
  if (norm.escapes || uses.length === 0 || uses.length < norm.uses.length || isTried(facts, norm.place)) return [];
  if (isInContainer(facts, norm)) return [];
  const calls = uses.map((use) => callAt(facts, use.place));
  if (calls.some((call) => call === null || isOpen(call)) || isOpen(callAt(facts, norm.place))) return [];
  const told = uses.map((use) => isTold(facts, use));
  const name = quoteCode(facts, norm.callee);
  const none = !given?.given || (given.value.kind === "none" && !given.value.byDefault);
  if (none && told.every((one) => !one)) {
    if (uses.some((use) => isTried(facts, use.place))) return [];
    return [
      {
        severity: "error",
        message: `${name} is told ${NAME} neither when made nor when called: it raises`,
        range: norm.callee,
        fixes: given?.given ? [] : tell(facts, norm),
      },
    ];
  }
  const literal = given?.value.kind === "boolean" && !given.value.byDefault ? given.value.value : null;
  if (literal !== null && told.some((one) => one)) {
    return [
      {
        severity: "error",
        message: `${name} is told ${NAME} when made and when called: it raises`,
        range: norm.callee,
      },
    ];
  }
  if (literal !== true || norm.path.length > 0 || !collectsStatistics(facts)) return [];
  return [
    {
      severity: "warning",
      message: `${name} with ${NAME}=True for good never updates batch_stats, which training collects`,
      range: norm.callee,
      fixes: untie(facts, norm),
    },
  ];
}

/** What a container calls it with does not stand in the code. */
function isInContainer(facts: ModelFacts, norm: Construction): boolean {
  return facts.constructions.some(({ children }) =>
    children.some(({ value }) => value.kind === "module" && value.construction.id === norm.id),
  );
}

function isOpen(call: Syntax | null): boolean {
  return (call && field(call, "arguments")?.children.some(({ type }) => type.endsWith("_splat"))) ?? false;
}

/** By its keyword, or in the second place. */
function isTold(facts: ModelFacts, use: Operation): boolean {
  const call = callAt(facts, use.place);
  if (!call) return true;
  const given = keywordAt(facts, call, NAME);
  if (given) return textAt(facts, field(given, "value") ?? given) !== "None";
  const second = field(call, "arguments")?.children[1];
  return second !== undefined && second.type !== "keyword_argument";
}

/** Somewhere in the file, `mutable` names batch_stats: the model is trained here. */
function collectsStatistics(facts: ModelFacts): boolean {
  if (!hasWord(facts, "mutable")) return false;
  return nodesOf(facts.syntax, "keyword_argument").some((node) =>
    /^mutable\s*=[^=]*\bbatch_stats\b/.test(textAt(facts, node)),
  );
}

/** The parameter of the function around that says whether it is training. */
function trainParameter(facts: ModelFacts, norm: Construction): string | null {
  const own = around(facts, norm.place).findLast(({ type }) => type === "function_definition");
  const list = own && field(own, "parameters");
  const names = (list?.children ?? []).map((child) => /^\w+/.exec(textAt(facts, child))?.[0] ?? "");
  return names.find((name) => /^(is_)?train(ing)?$/.test(name)) ?? null;
}

function tell(facts: ModelFacts, norm: Construction): Fix[] {
  const train = trainParameter(facts, norm);
  const edit = train && addArgument(facts, norm.list, `${NAME}=not ${train}`);
  return edit ? [{ title: `Pass not ${train}`, safe: false, edits: [edit] }] : [];
}

function untie(facts: ModelFacts, norm: Construction): Fix[] {
  const train = trainParameter(facts, norm);
  const edit = train && replaceLiteral(facts, norm, NAME, `not ${train}`);
  return edit ? [{ title: `Pass not ${train}`, safe: false, edits: [edit] }] : [];
}

function checkNnx(facts: ModelFacts, flow: FlowFacts, event: ForwardEvent): RuleFinding[] {
  const model = flow.models[event.model]!;
  if (model.kind.framework !== "flax" || model.kind.batchNorm !== "yes" || event.alone || event.method !== "forward")
    return [];
  const trains = event.modes.every(({ mode, how }) => mode === "train" && (how === "constructed" || how === "called"));
  const told = event.arguments.some(({ name }) => name !== null && /running|train|determin|^\*/.test(name));
  if (!trains || told || !event.used || !isHere(event.site) || !event.names.some(isEvaluation)) return [];
  if (event.names.some((name) => /train/i.test(name)) || OTHER_WAYS.some((word) => hasWord(facts, word))) return [];
  const name = receiverAt(facts, event.site) ?? "the model";
  return [
    {
      severity: "warning",
      message: `${name.slice(-30)} is evaluated here in training mode: batch norm takes and keeps these batches' statistics`,
      range: placeOf(event.site),
      related: pathTo(event, { site: model.site, message: "made here, in training mode" }).filter(
        ({ range }) => range.start < range.end,
      ),
    },
  ];
}

/** Other ways to set the mode of an NNX model. */
const OTHER_WAYS = ["set_attributes", "set_mode", "view", "use_running_average"];

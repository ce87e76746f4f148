import type { Graph, ModelFacts, Operation } from "../model/facts";
import { around, functionAround, textAt } from "../model/queries";
import { descendants, field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";

/** NRM107 */
export const functionalTrainingLiteral: CodeRule = {
  code: "NRM107",
  title: "A function of the model is in training mode for good",
  severity: "warning",
  explanation: [
    "F.dropout drops values unless it is told not to: its training is True by default, whatever mode the model is in. " +
      "F.dropout(x, 0.5) in a forward method therefore drops in evaluation, too, and outputs differ from call to call.",
    "F.batch_norm with training=True normalizes with the batch at hand in evaluation, and F.instance_norm with running " +
      "statistics and use_input_stats=True ignores them. Pass training=self.training, or use the module.",
    "An information where somebody wrote training=True, which may be meant. Left alone: code that only " +
      "runs in training, methods and classes whose names say Monte Carlo or Bayes, the Prenet of Tacotron, ghost " +
      "networks, image generators, meta-learning, noise, batch norm without running statistics, and a dropout of 0.",
  ],
  sources: [
    "PyTorch: torch.nn.functional.dropout, batch_norm",
    "checked with PyTorch 1.13",
    "Isola et al.: Image-to-Image Translation with Conditional Adversarial Networks, arXiv 1611.07004",
  ],
  fix: "suggestion",
  gather: true,
  bad: `import torch.nn as nn
import torch.nn.functional as F


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.dropout(x, 0.5)  # NRM107
        return self.fc(x)
`,
  good: `import torch.nn as nn
import torch.nn.functional as F


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.dropout(x, 0.5, training=self.training)
        return self.fc(x)
`,
  check: (facts) =>
    facts.graphs
      .filter((graph) => graph.kind === "method" && graph.class?.framework === "torch")
      .flatMap((graph) => graph.operations.flatMap((operation) => checkOperation(facts, graph, operation))),
};

function checkOperation(facts: ModelFacts, graph: Graph, operation: Operation): RuleFinding[] {
  if (operation.kind !== "function" || operation.spec?.framework !== "torch" || !operation.spec.functional) return [];
  const says = claim(operation);
  if (!says || onlyInTraining(facts, graph, operation) || isNoise(facts, graph, operation)) return [];
  if (isOffByDefault(operation) && !isGivenMore(facts, graph)) return [];
  const call = around(facts, operation.place).findLast(
    ({ type, start, end }) => type === "call" && start === operation.place.start && end === operation.place.end,
  );
  const list = call && field(call, "arguments");
  if (
    !call ||
    !list ||
    call.broken ||
    list.children.some(({ type }) => type === "dictionary_splat" || type === "list_splat")
  )
    return [];
  if (operation.spec.name === "batch_norm" && OF_LAYER.some((name, i) => isKeptElsewhere(facts, list, name, i + 1))) {
    return [];
  }
  const [input] = list.children;
  if (input && /^_?noise/i.test(textAt(facts, input))) return [];
  const name = operation.spec.name;
  const given = list.children.find(
    (child) => child.type === "keyword_argument" && textAt(facts, field(child, "name") ?? child) === says.parameter,
  );
  if (given && isAsked(facts, call, field(given, "value"))) return [];
  if (operation.spec.kind === "dropout" && !isMethod(facts, call) && isAsked(facts, call, rateIn(facts, list)))
    return [];
  const range = given ? { start: given.start, end: given.end } : { start: operation.place.start, end: list.start };
  return [
    {
      severity: says.meant ? "information" : "warning",
      message: `F.${name} ${says.message}`,
      range,
      fixes: fixesOf(facts, says.parameter, given && field(given, "value"), list),
    },
  ];
}

/** Dropout whose rate is 0 where nobody passes another. */
function isOffByDefault({ spec, keywords }: Operation): boolean {
  const rate = spec?.kind === "dropout" ? keywords.get("p") : undefined;
  return rate?.kind === "number" && rate.value === 0 && rate.byDefault;
}

/** The class is given more than it needs somewhere in the file, or inherited. */
function isGivenMore(facts: ModelFacts, { class: own }: Graph): boolean {
  if (!own) return true;
  const initialize = own.methods.get("__init__");
  const parameters = (initialize && field(initialize, "parameters")?.children) ?? [];
  const needed = parameters.filter(({ type }) => type === "identifier" || type === "typed_parameter").length - 1;
  return descendants(facts.syntax).some((node) => {
    if (node.type !== "call") return isGivenAway(facts, node, own.name);
    const list = field(node, "arguments");
    if (!list || textAt(facts, field(node, "function") ?? node) !== own.name) return false;
    return list.children.length > needed || list.children.some(({ type }) => /splat|keyword/.test(type));
  });
}

/** `make(Block, 3)`, `class Other(Block)`: who calls it then gives it what it likes. */
function isGivenAway(facts: ModelFacts, { type, children }: Syntax, name: string): boolean {
  const [first, second] = children;
  const isSuper =
    type === "argument_list" && !!second && textAt(facts, second) === "self" && first?.type === "identifier";
  if (isSuper || type === "class_definition") return false;
  return children.some((one) => one.type === "identifier" && one.field !== "function" && textAt(facts, one) === name);
}

/** What a layer keeps: batch norm's second argument and those after it. */
const OF_LAYER = ["running_mean", "running_var", "weight"];

/** By a name alone: statistics that are made there, weights that meta-learning hands over. */
function isKeptElsewhere(facts: ModelFacts, list: Syntax, name: string, place: number): boolean {
  const isNamed = (child: Syntax) => child.type === "keyword_argument";
  const named = list.children.find((child) => isNamed(child) && textAt(facts, field(child, "name") ?? child) === name);
  const inPlace = list.children.slice(0, place + 1).some(isNamed) ? undefined : list.children[place];
  const given = named ? field(named, "value") : inPlace;
  return given?.type === "identifier" || given?.type === "subscript";
}

/** A parameter of the function around it: its callers decide, of whom one may be known. */
function isAsked(facts: ModelFacts, call: Syntax, value: Syntax | undefined): boolean {
  if (value?.type !== "identifier") return false;
  const within = around(facts, call).findLast(({ type }) => type === "function_definition");
  const parameters = within && field(within, "parameters");
  return descendants(parameters ?? value).some(
    (node) => node !== value && node.type === "identifier" && textAt(facts, node) === textAt(facts, value),
  );
}

function rateIn(facts: ModelFacts, list: Syntax): Syntax | undefined {
  const named = list.children.find(
    (child) => child.type === "keyword_argument" && textAt(facts, field(child, "name") ?? child) === "p",
  );
  return named ? field(named, "value") : list.children[1];
}

/** A helper beside classes is given a rate of 0 where nothing is to be dropped. */
function isMethod(facts: ModelFacts, call: Syntax): boolean {
  return around(facts, call).some(({ type }) => type === "class_definition");
}

/** An image generator's only noise may be its dropout, in evaluation, too (Isola et al. 2017, section 3.2.1). */
function isNoise(facts: ModelFacts, graph: Graph, { spec }: Operation): boolean {
  const text = spec!.kind === "dropout" && graph.class ? textAt(facts, graph.class.node) : "";
  return /\bConvTranspose\dd\b/.test(text) && /\btanh\(|\bTanh\(/.test(text);
}

interface Claim {
  /** Decides it. */
  readonly parameter: string;
  readonly message: string;
  /** Somebody wrote it so, and may have wanted it. */
  readonly meant?: boolean;
}

/** What is wrong; null where nothing is. */
function claim({ spec, keywords, inputs }: Operation): Claim | null {
  const literal = (name: string) => {
    const value = keywords.get(name);
    return value?.kind === "boolean" && !value.byDefault ? value.value : undefined;
  };
  if (spec!.kind === "dropout") {
    const p = keywords.get("p");
    if (p?.kind === "number" && p.value === 0 && !p.byDefault) return null;
    const on = spec!.signature.find(({ name }) => name === "training")?.default === true;
    if (!keywords.has("training") && on)
      return { parameter: "training", message: "without training= drops in evaluation, too" };
    return literal("training")
      ? { parameter: "training", message: "with training=True drops in evaluation, too", meant: true }
      : null;
  }
  // Batch norm of (1, N·C, H, W) is instance norm, as code for adaptive instance norm has it.
  if (inputs[0]?.producer.kind === "method" && /^(view|reshape)$/.test(inputs[0].producer.name)) return null;
  const buffers = keywords.get("running_mean");
  const tracked = buffers !== undefined && buffers.kind !== "none";
  if (spec!.name === "batch_norm" && tracked && literal("training")) {
    const message = "with training=True normalizes with the batch in evaluation, too";
    return { parameter: "training", message, meant: true };
  }
  if (spec!.name === "instance_norm" && tracked && literal("use_input_stats")) {
    return { parameter: "use_input_stats", message: "with use_input_stats=True never uses its running statistics" };
  }
  return null;
}

/** Whether the way there says that this is training, or the names that it is meant. */
function onlyInTraining(facts: ModelFacts, graph: Graph, operation: Operation): boolean {
  if (operation.path.some(({ condition }) => condition !== null && /train|mode|eval/i.test(condition))) return true;
  const guarded = around(facts, operation.place).some(
    (node) =>
      /^(if_statement|elif_clause)$/.test(node.type) &&
      /train|eval/i.test(textAt(facts, field(node, "condition") ?? node)),
  );
  const name = functionAround(facts, operation.place) ?? "";
  const meant = /(^|_)(mc|monte|bayes\w*|uncertainty|augment\w*|perturb\w*|mixup|corrupt\w*)(_|$)/i;
  const classMeant = /^MC|MonteCarlo|Bayes|Pre_?[Nn]et|Dropout|Augment|Ghost|MAML|^Meta[A-Z]/;
  return (
    guarded ||
    /train/i.test(name) ||
    /train/i.test(graph.name) ||
    meant.test(name) ||
    classMeant.test(graph.class?.name ?? "")
  );
}

function fixesOf(
  facts: ModelFacts,
  parameter: string,
  literal: { start: number; end: number } | undefined,
  list: { start: number; end: number },
): Fix[] {
  if (parameter !== "training") return [];
  const text = "self.training";
  const edit = literal
    ? { range: { start: literal.start, end: literal.end }, text }
    : addArgument(facts, list, `training=${text}`);
  const positional = !literal && /,\s*True\s*[,)]/.test(textAt(facts, list));
  return edit && !positional ? [{ title: "Pass training=self.training", safe: false, edits: [edit] }] : [];
}

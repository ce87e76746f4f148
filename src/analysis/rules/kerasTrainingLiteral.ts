import type { Graph, ModelFacts, Operation } from "../model/facts";
import { around, callAt, functionAround, hasWord, keywordAt, textAt } from "../model/queries";
import { field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { removeArgument } from "./edits";
import { quoteCode } from "./phrases";

/** NRM603 */
export const kerasTrainingLiteral: CodeRule = {
  code: "NRM603",
  title: "A batch normalization of the model is in training mode for good",
  severity: "information",
  explanation: [
    "A literal training=True in a model's definition is part of the model: the layer normalizes with the batch at hand in " +
      "predict and evaluate, too, where an output then depends on what else is in the batch, and its moving statistics " +
      "are updated but never used.",
    "Leave the argument out: fit, evaluate and predict pass it through the whole model. In a call method, pass the " +
      "method's own training on.",
    "Left alone: dropout, where it means Monte Carlo dropout, generators that want it, as pix2pix's with its batches of " +
      "one (beside a discriminator, or with dropout in training mode, too), training steps and tests, and layers with " +
      "trainable=False, which use their moving statistics anyway.",
  ],
  sources: [
    "Keras: BatchNormalization, argument training of its call",
    "Keras: guide on transfer learning",
    "checked with Keras 3.15",
  ],
  fix: "suggestion",
  bad: `from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(64, 3, use_bias=False)(inputs)
x = layers.BatchNormalization()(x, training=True)  # NRM603
model = Model(inputs, layers.ReLU()(x))
`,
  good: `from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(64, 3, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
model = Model(inputs, layers.ReLU()(x))
`,
  check: (facts) =>
    facts.graphs.flatMap((graph) => graph.operations.flatMap((operation) => checkOperation(facts, graph, operation))),
};

function checkOperation(facts: ModelFacts, graph: Graph, operation: Operation): RuleFinding[] {
  const { kind, spec, construction: norm } = operation;
  if (kind !== "module" || spec?.framework !== "keras" || spec.method !== "batch" || !norm?.certain) return [];
  const frozen = norm.arguments.get("trainable")?.value;
  if (frozen && (frozen.kind !== "boolean" || !frozen.value)) return [];
  const call = callAt(facts, operation.place);
  const given = literalTraining(facts, call);
  if (!call || !given || onlyInTraining(facts, graph, operation) || isGenerators(facts)) return [];
  return [
    {
      severity: "information",
      message: `${quoteCode(facts, norm.callee)} called with training=True uses the batch's statistics in predict, too`,
      range: { start: given.start, end: given.end },
      fixes: fixesOf(facts, call, given),
    },
  ];
}

/** Files of generative adversarial networks; dropout that stays on is the noise of pix2pix's generator. */
function isGenerators(facts: ModelFacts): boolean {
  return (
    /pix2pix|discriminator/i.test(facts.text) ||
    facts.graphs.some(({ operations }) =>
      operations.some(
        ({ spec, place }) =>
          spec?.kind === "dropout" &&
          spec.framework === "keras" &&
          literalTraining(facts, callAt(facts, place)) !== undefined,
      ),
    )
  );
}

/** `training=True`, or True in the second place. */
function literalTraining(facts: ModelFacts, call: Syntax | null): Syntax | undefined {
  if (!call) return undefined;
  const named = keywordAt(facts, call, "training");
  if (named) return textAt(facts, field(named, "value") ?? named) === "True" ? named : undefined;
  const second = field(call, "arguments")?.children[1];
  return second?.type === "true" ? second : undefined;
}

/** What trains or tests, by its names and conditions. */
function onlyInTraining(facts: ModelFacts, graph: Graph, { path, place }: Operation): boolean {
  const functions = around(facts, place).filter(({ type }) => type === "function_definition");
  const names = [
    graph.name,
    functionAround(facts, place) ?? "",
    ...functions.map((node) => textAt(facts, field(node, "name") ?? node)),
  ];
  if (path.some(({ condition }) => condition !== null && /train|frozen|freeze/i.test(condition))) return true;
  return (
    names.some((name) => /train|(^|_)tests?(_|$)|^test/i.test(name)) ||
    /\b(GradientTape|TestCase|pytest)\b/.test(wrapping(facts, place))
  );
}

/** Heads of what stands around a place, and whether the file has tests. */
function wrapping(facts: ModelFacts, place: Operation["place"]): string {
  const heads = around(facts, place)
    .filter(({ type }) => type === "with_statement" || type === "class_definition")
    .map((node) => facts.text.slice(node.start, field(node, "body")?.start ?? node.end));
  return [["pytest", "unittest"].some((word) => hasWord(facts, word)) ? "pytest" : "", ...heads].join("\n");
}

function fixesOf(facts: ModelFacts, call: Syntax, given: Syntax): Fix[] {
  const list = field(call, "arguments");
  if (!list) return [];
  const scope = around(facts, call).findLast(({ type }) => type === "function_definition");
  const passes = scope && /\btraining\b/.test(textAt(facts, field(scope, "parameters") ?? call));
  const text = given.type === "true" ? "training" : "training=training";
  const edit = passes ? { range: { start: given.start, end: given.end }, text } : removeArgument(facts, list, given);
  const title = passes ? "Pass the method's own training on" : "Leave it to fit, evaluate and predict";
  return [{ title, safe: false, edits: [edit], checkpointNote: "No weight changes." }];
}

import type { FlowFacts, FlowModel, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { trainingArgument } from "../flow/keras";
import { expressionsIn } from "../flow/mentions";
import { isHere, pathTo, placeOf, receiverAt } from "../flow/queries";
import type { ClassThing } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt, hasWord } from "../model/queries";
import { field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";

/** NRM602 */
export const kerasTrainingMissing: CodeRule = {
  code: "NRM602",
  title: "A training step of its own calls the model as for inference",
  severity: "warning",
  explanation: [
    "fit tells a Keras model that it is training. A loop of its own, or a train_step, has to say so itself: model(x) without " +
      "training=True runs as in predict. Batch normalization normalizes with its moving statistics, which are never updated and " +
      "stay at mean 0 and variance 1, and dropout is off.",
    "Call model(x, training=True) in the training step, and pass training on in the call methods of models of your own.",
    "Found where a gradient is taken of what such a call gave, and an optimizer applies it to the model. Left alone: gradients " +
      "with respect to the input, models that are not known to hold batch normalization or dropout, layers whose mode is fixed in " +
      "the model's definition, and call methods whose training is True by default.",
  ],
  sources: [
    "Keras: guide on writing a training loop from scratch; argument training of Layer.__call__",
    "tensorflow/tensorflow#31184, #32864, #28028",
    "michalfaber/tensorflow_Realtime_Multi-Person_Pose_Estimation#13; keras-team/keras-io#198",
    "checked with Keras 3.15 on TensorFlow and JAX",
  ],
  fix: "suggestion",
  bad: `import tensorflow as tf
from tensorflow.keras import layers

model = tf.keras.Sequential([layers.Conv2D(8, 3), layers.BatchNormalization(), layers.Flatten(), layers.Dense(10)])
optimizer = tf.keras.optimizers.Adam()
loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))  # NRM602
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
`,
  good: `import tensorflow as tf
from tensorflow.keras import layers

model = tf.keras.Sequential([layers.Conv2D(8, 3), layers.BatchNormalization(), layers.Flatten(), layers.Dense(10)])
optimizer = tf.keras.optimizers.Adam()
loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
`,
  check(facts) {
    if (!/\b(keras|tensorflow)\b/.test(facts.text)) return [];
    if (SETS_PHASE.some((word) => hasWord(facts, word))) return [];
    const flow = flowOf(facts);
    return flow.events.flatMap((event) => (event.kind === "forward" ? judge(facts, flow, event) : []));
  },
};

/** Sets for all calls what is not given. */
const SETS_PHASE = ["set_learning_phase", "learning_phase_scope"];

function judge(facts: ModelFacts, flow: FlowFacts, event: ForwardEvent): RuleFinding[] {
  const model = flow.models[event.model]!;
  if (model.kind.framework !== "keras" || !event.trains || model.assumed || model.parent !== null) return [];
  if (!isHere(event.site) || !/^(forward|call)$/.test(event.method)) return [];
  const parameters = callParameters(model);
  if (isTold(event, parameters) || isToldByDefault(model, parameters) || areToldInside(flow, model)) return [];
  if (!isNormOrDropout(model.kind)) return [];
  const name = receiverAt(facts, event.site) ?? "the model";
  const made = { site: model.site, message: `${short(name)} is made here` };
  return [
    {
      severity: "warning",
      message: messageOf(short(name), model.kind.batchNorm === "yes"),
      range: placeOf(event.site),
      related: pathTo(event, made).filter(({ range }) => range.start < range.end),
      fixes: fixesOf(facts, event, parameters),
    },
  ];
}

function messageOf(name: string, batchNorm: boolean): string {
  const said = `${name} is called in training without training=True`;
  return batchNorm ? `${said}: batch norm does not update its moving averages` : `${said}: dropout is off`;
}

type Parameters = ClassThing["of"]["methods"][string]["parameters"] | null;

/** Parameters of the model's own `call`, without `self`; null where it has none of its own. */
function callParameters({ class: of }: FlowModel): Parameters {
  const call = of && Object.hasOwn(of.of.methods, "call") ? of.of.methods.call : undefined;
  return call ? call.parameters.slice(1) : null;
}

/** Told whether it is training, or told so much that it may be. */
function isTold(event: ForwardEvent, parameters: Parameters): boolean {
  if (!parameters) return trainingArgument(event) !== undefined;
  return event.arguments.some(({ name }, i) => {
    if (name !== null) return /train|^\*/.test(name);
    const parameter = parameters[i];
    return !parameter || parameter.kind === "list" || /train/.test(parameter.name);
  });
}

/** A class whose `call` trains unless it is told otherwise, or that tells its layers itself. */
function isToldByDefault({ class: of }: FlowModel, parameters: Parameters): boolean {
  if (!of) return false;
  const own = parameters?.find(({ name }) => /train/.test(name));
  if (own?.default && !(own.default.kind === "literal" && !own.default.value)) return true;
  if (Object.hasOwn(of.of.methods, "__call__")) return true;
  return Object.values(of.of.methods).some(
    ({ name, steps }) =>
      name !== "train_step" &&
      expressionsIn(steps).some(
        (expression) =>
          expression.kind === "call" &&
          expression.arguments.some(({ name, value }) => name === "training" && /literal|member/.test(value.kind)),
      ),
  );
}

/** Whatever in it would ask has a class that tells its layers itself. */
function areToldInside(flow: FlowFacts, { holds }: FlowModel): boolean {
  const asking = (holds ?? []).map((id) => flow.models[id]!).filter(({ kind }) => isNormOrDropout(kind));
  return asking.length > 0 && asking.every((part) => isToldByDefault(part, callParameters(part)));
}

function isNormOrDropout({ batchNorm, dropout }: FlowModel["kind"]): boolean {
  return batchNorm === "yes" || dropout === "yes";
}

/** Where `call` of its own takes no `training`, Keras 2 raises. */
function fixesOf(facts: ModelFacts, event: ForwardEvent, parameters: Parameters): Fix[] {
  if (parameters && !parameters.some(({ name, kind }) => name === "training" || kind === "mapping")) return [];
  const call = callAt(facts, placeOf(event.site));
  const edit = call && addArgument(facts, field(call, "arguments") ?? null, "training=True");
  return edit ? [{ title: "Say that it is training", safe: false, edits: [edit] }] : [];
}

function short(name: string): string {
  return name.length > 24 ? `…${name.slice(-23)}` : name;
}

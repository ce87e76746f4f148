import { argument } from "../flow/arguments";
import type { CallEvent, FlowFacts, GivenArgument } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { expressionsIn } from "../flow/mentions";
import { type Site, sameSite } from "../flow/modes";
import { isHere, placeOf } from "../flow/queries";
import { literalIn, type Value } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { calledNames, statementAround, textAt } from "../model/queries";
import { nodesOf } from "../syntax";
import type { CodeRule, Fix, Related, RuleFinding } from "./codeRule";

/** NRM605 */
export const tf1UpdateOps: CodeRule = {
  code: "NRM605",
  title: "A training step of TensorFlow 1 leaves out the updates of batch norm's moving averages",
  severity: "warning",
  explanation: [
    "In graphs of TensorFlow 1, batch norm of tf.layers, tf.contrib.layers and slim puts the operations that update its " +
      "moving averages into the collection UPDATE_OPS. Nothing runs them unless the training step depends on them: the averages " +
      "stay at mean 0 and variance 1, and with training=False the network normalizes with these.",
    "Make the step under tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)), or by slim.learning." +
      "create_train_op, or run the collection in the session; contrib's and slim's batch_norm also take updates_collections=None. Of " +
      "several networks in a graph, each step needs its own network's updates alone: get_collection takes a scope.",
    "Found where such a batch norm is told by a placeholder, a setting or its callers whether it is training, and an optimizer of " +
      "tf.train makes a step in a file that runs it. Left alone: batch norms that are always in training mode, whose averages " +
      "nobody reads, Keras, and files that mention UPDATE_OPS in any way or import what does.",
  ],
  sources: [
    "TensorFlow: notes in tf.compat.v1.layers.batch_normalization",
    "tensorflow/tensorflow#11965, #9048",
    "udacity/deep-learning#128; YunYang1994/tensorflow-yolov3#23; meetps/tf-3dgan#7; CharlesShang/TFFRCNN#142",
  ],
  fix: "suggestion",
  bad: `import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.int64, [None])
training = tf.placeholder(tf.bool)
hidden = tf.layers.dense(x, 100, use_bias=False)
hidden = tf.nn.relu(tf.layers.batch_normalization(hidden, training=training))
loss = tf.losses.sparse_softmax_cross_entropy(y, tf.layers.dense(hidden, 10))
step = tf.train.AdamOptimizer(1e-3).minimize(loss)  # NRM605

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for images, labels in batches():
        session.run(step, {x: images, y: labels, training: True})
`,
  good: `import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.int64, [None])
training = tf.placeholder(tf.bool)
hidden = tf.layers.dense(x, 100, use_bias=False)
hidden = tf.nn.relu(tf.layers.batch_normalization(hidden, training=training))
loss = tf.losses.sparse_softmax_cross_entropy(y, tf.layers.dense(hidden, 10))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    step = tf.train.AdamOptimizer(1e-3).minimize(loss)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for images, labels in batches():
        session.run(step, {x: images, y: labels, training: True})
`,
  check(facts) {
    if (!/\b(minimize|apply_gradients)\b/.test(facts.text) || !/\btensorflow\b/.test(facts.text)) return [];
    if (mentionsUpdates(facts) || !calledNames(facts).has("run")) return [];
    const flow = flowOf(facts);
    const steps = flow.events.filter(isStep);
    const norm = steps.length > 0 && !flow.events.some(setsUpdates) ? switchedNorm(flow) : undefined;
    return norm && !importsUpdates(facts, flow) ? [judge(facts, norm, eachPlace(steps))] : [];
  },
};

/** One finding for all steps: whose network has the batch norm is not known. */
function judge(facts: ModelFacts, norm: CallEvent, steps: readonly CallEvent[]): RuleFinding {
  const [first, ...others] = steps;
  const { start, end, file } = norm.site;
  const message = "this batch norm's moving averages stay at mean 0 and variance 1";
  const related: Related = { range: { start, end }, message, ...(file === "" ? {} : { file }) };
  return {
    severity: "warning",
    message: "No step here runs UPDATE_OPS: batch norm's moving averages never change, and inference uses them",
    range: placeOf(first!.site),
    related: [related, ...others.map(({ site }) => ({ range: placeOf(site), message: "nor does this step" }))],
    fixes: others.length === 0 && norm.id < first!.id ? dependOnUpdates(facts, first!.site) : [],
  };
}

/** Words of whoever knows of the updates, or whose functions run them by themselves. */
const UPDATES =
  /^(UPDATE_OPS|update_ops|create_train_op|optimize_loss|get_updates_for|updates|tensorpack|tflearn|tensorlayer)$/;

/** In code, as opposed to comments. */
function mentionsUpdates(facts: ModelFacts): boolean {
  return ["identifier", "string_content"].some((type) =>
    nodesOf(facts.syntax, type).some((node) => UPDATES.test(textAt(facts, node))),
  );
}

/** Any file that was followed knows of the updates. */
function importsUpdates({ files }: ModelFacts, { used }: FlowFacts): boolean {
  return used.some((path) => {
    const module = path.replace(/(\/__init__)?\.py$/, "").replaceAll("/", ".");
    const found = files?.find(module, path);
    if (!found || found.path !== path) return true;
    return expressionsIn(found.code.steps).some((expression) => {
      if (expression.kind !== "call")
        return expression.kind !== "literal" && "name" in expression && UPDATES.test(expression.name);
      return expression.arguments.some(
        ({ name, value }) =>
          UPDATES.test(name ?? "") || (value.kind === "literal" && UPDATES.test(String(value.value))),
      );
    });
  });
}

/** What slim's batch norms are given by default decides on their updates, or who knows. */
function setsUpdates(event: FlowFacts["events"][number]): boolean {
  if (event.kind !== "call" || !/\barg_scope$/.test(event.name)) return false;
  return event.arguments.some(({ name }) => name === "**" || name === "updates_collections");
}

/** An optimizer of TensorFlow 1 changes parameters, in the file at hand. */
function isStep(event: FlowFacts["events"][number]): event is CallEvent {
  if (event.kind !== "call" || !isHere(event.site) || !/^\.(minimize|apply_gradients)$/.test(event.name)) return false;
  return event.receiver?.things.some((thing) => thing.kind === "made" && OPTIMIZER.test(thing.by)) ?? false;
}

const OPTIMIZER = /^tensorflow\.(compat\.v1\.)?(train|contrib\.\w+)\.(\w+\.)*\w*Optimizer$/;

function eachPlace(events: readonly CallEvent[]): readonly CallEvent[] {
  return events.filter((event, i) => events.findIndex(({ site }) => sameSite(site, event.site)) === i);
}

/** A batch norm that is in training mode and, at other times, is not. */
function switchedNorm(flow: FlowFacts): CallEvent | undefined {
  const norms = flow.events.flatMap((event) => {
    const told = event.kind === "call" ? trainingOf(event) : null;
    return event.kind === "call" && told !== null ? [{ event, told }] : [];
  });
  return norms.find(({ event, told }) => {
    if (told === "either") return true;
    return told === true && norms.some((other) => other.told === false && sameSite(other.event.site, event.site));
  })?.event;
}

/** Whether a batch norm is told here that it is training; null for all else, and where updates need nothing more. */
function trainingOf({ name, arguments: given }: CallEvent): boolean | "either" | null {
  if (given.some((one) => one.name === "*" || one.name === "**")) return null;
  const [of] = given[0]?.value.things ?? [];
  const isPartial = name === "functools.partial" && of?.kind === "foreign";
  return isPartial ? trainingIn(of.name, given.slice(1)) : trainingIn(name, given);
}

function trainingIn(name: string, given: readonly GivenArgument[]): boolean | "either" | null {
  if (/^tensorflow\.(compat\.v1\.)?layers\.batch_normalization$/.test(name)) {
    return switchOf(argument(given, "training", 14), false);
  }
  if (!SLIM.test(name)) return null;
  if (SLIM_NORM.test(name)) {
    return argument(given, "updates_collections", 8) ? null : switchOf(argument(given, "is_training", 9), true);
  }
  const normalizer = argument(given, "normalizer_fn", null)?.things ?? [];
  if (!normalizer.some((thing) => thing.kind === "foreign" && SLIM_NORM.test(thing.name))) return null;
  const [params] = argument(given, "normalizer_params", null)?.things ?? [];
  if (params?.kind !== "dictionary" || params.entries.has("updates_collections")) return null;
  return switchOf(params.entries.get("is_training"), true);
}

const SLIM = /^(tensorflow\.contrib\.(layers|slim)|tf_slim)\./;
const SLIM_NORM = /^(tensorflow\.contrib\.(layers|slim)|tf_slim)\.(\w+\.)*batch_norm$/;

function switchOf(value: Value | undefined, byDefault: boolean): boolean | "either" {
  if (!value) return byDefault;
  const literal = literalIn(value);
  return literal === undefined ? "either" : Boolean(literal);
}

/** Puts the statement that makes the step under a `with`; null where it is not a statement by itself. */
function dependOnUpdates(facts: ModelFacts, site: Site): Fix[] {
  const statement = statementAround(facts, placeOf(site));
  if (!statement || !/^(expression_statement|assignment)$/.test(statement.node.type)) return [];
  const { node, indent } = statement;
  const text = textAt(facts, node);
  const tf =
    /^(?:.*?[^\w.])?(\w+)(\.compat\.v1)?\.train\./s.exec(text) ?? /\b(tf)(\.compat\.v1)?\.train\./.exec(facts.text);
  if (!tf || text.includes("\n") || !facts.resolve([tf[1]!], node.start)?.startsWith("tensorflow")) return [];
  const module = `${tf[1]}${tf[2] ?? ""}`;
  const head = `with ${module}.control_dependencies(${module}.get_collection(${module}.GraphKeys.UPDATE_OPS)):\n`;
  const range = { start: node.start, end: node.start };
  const edits = [{ range, text: `${head}${indent}    ` }];
  return [{ title: "Let the step depend on the updates", safe: false, edits }];
}

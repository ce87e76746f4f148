import type { CallEvent, FlowEvent, FlowFacts, FreezeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { hasOwnAttribute } from "../flow/ownAttributes";
import { isHere, placeOf, receiverAt } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { statementAround, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";

/** NRM604 */
export const kerasTrainableAfterCompile: CodeRule = {
  code: "NRM604",
  title: "What is trainable changes after compile",
  severity: "warning",
  explanation: [
    "Keras takes what is trainable from compile on as settled. After a first fit the training function is made: on TensorFlow " +
      "a change of trainable is ignored, so that unfrozen layers do not learn, frozen ones go on learning, and batch " +
      "normalization goes on updating its moving statistics or goes on not to; on JAX the next fit raises.",
    "Call compile again after setting trainable, before the next fit. It also makes a new optimizer state.",
    "Where nothing was fitted yet, today's Keras takes the change; versions before 2.4 kept what compile saw, and warned " +
      "of a discrepancy between trainable and collected trainable weights. That is told as information.",
    "Left alone: the discriminator of a GAN that is frozen inside of a combined model, which is compiled after that, and loops " +
      "without fit.",
  ],
  sources: [
    "Keras: BatchNormalization, on trainable; guide on transfer learning",
    "checked with Keras 3.15 on TensorFlow and JAX",
  ],
  fix: "suggestion",
  bad: `from tensorflow import keras

base = keras.applications.ResNet50(include_top=False, pooling="avg")
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(images, labels, epochs=5)
base.trainable = True  # NRM604
model.fit(images, labels, epochs=5)
`,
  good: `from tensorflow import keras

base = keras.applications.ResNet50(include_top=False, pooling="avg")
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(10)])
model.compile("adam", "mse")
model.fit(images, labels, epochs=5)
base.trainable = True
model.compile(keras.optimizers.Adam(1e-5), "mse")
model.fit(images, labels, epochs=5)
`,
  ordered: true,
  check(facts) {
    if (!/\.trainable\b/.test(facts.text) || !/\bkeras\b/.test(facts.text)) return [];
    const flow = flowOf(facts);
    const fits = flow.events.filter((event) => isCallOf(event, /^\.fit(_generator)?$/));
    const found = fits.flatMap((fit) =>
      modelsOf(fit).flatMap((model) => (trainsItself(flow, model) ? [] : judge(facts, flow, fit, model))),
    );
    const places = new Set<number>();
    return found.filter(({ range }) => !places.has(range.start) && places.add(range.start));
  },
};

/** Its `train_step` asks for the weights that are trainable whenever it is traced. */
function trainsItself({ models }: FlowFacts, model: number): boolean {
  const of = models[model]!.class;
  return of !== null && hasOwnAttribute(of, "train_step");
}

function judge(facts: ModelFacts, flow: FlowFacts, fit: CallEvent, model: number): RuleFinding[] {
  const story = flow.events.filter((event) => storyOf(event) === storyOf(fit));
  const compiles = story.filter((event) => isCallOf(event, /^\.compile$/));
  const own = compiles.filter((event) => modelsOf(event).includes(model));
  const changes = story.filter((event) => event.kind === "freeze" && changesWhat(flow, event, model));
  return changes.flatMap((change) => {
    const again = change.id > fit.id && sharesLoop(change, fit);
    const compile = own.findLast(({ id }) => id < change.id);
    if (change.kind !== "freeze" || !compile || (change.id > fit.id && !again)) return [];
    const between = (event: FlowEvent) => comesBetween(event, change, fit, again);
    if (own.some(between) || compiles.some((event) => between(event) && holdsToo(flow, event, change))) return [];
    if (!isChange(flow, change, model)) return [];
    const fitted = story.some(
      (event) =>
        isCallOf(event, /^\.(fit(_generator)?|train_on_batch)$/) &&
        modelsOf(event).includes(model) &&
        compile.id < event.id &&
        event.id < change.id,
    );
    return isHere(change.site) ? [finding(facts, { change, compile, fit, fitted })] : [];
  });
}

/** Events of one run: a script's, or those of one function that is looked at for itself. */
function storyOf({ alone, names }: FlowEvent): string {
  return alone ? (names[0] ?? "") : "";
}

function isCallOf(event: FlowEvent, name: RegExp): event is CallEvent {
  return event.kind === "call" && name.test(event.name);
}

function modelsOf({ receiver }: CallEvent): number[] {
  return (receiver?.things ?? []).flatMap((thing) => (thing.kind === "model" ? [thing.id] : []));
}

/** Whether it changes a model, a part of it, or one that it is put together of. */
function changesWhat(flow: FlowFacts, { models }: FreezeEvent, model: number): boolean {
  const held = heldBy(flow, model);
  return models.some((id) => flow.models[id]!.kind.framework === "keras" && held.has(wholeOf(flow.models, id)));
}

function heldBy(flow: FlowFacts, model: number, depth = 0): Set<number> {
  const inner = depth < 4 ? (flow.models[model]!.holds ?? []) : [];
  return new Set([model, ...inner.flatMap((id) => [...heldBy(flow, wholeOf(flow.models, id), depth + 1)])]);
}

function sharesLoop(a: FlowEvent, b: FlowEvent): boolean {
  return a.loops.some((loop) => b.loops.includes(loop));
}

/** After the change and before the fit; in a loop, the fit of its next round. */
function comesBetween(event: FlowEvent, change: FlowEvent, fit: FlowEvent, again: boolean): boolean {
  if (!again) return change.id < event.id && event.id < fit.id;
  return sharesLoop(event, fit) && (event.id > change.id || event.id < fit.id);
}

/** The combined model of a GAN is compiled with its discriminator frozen, which goes on learning by itself. */
function holdsToo(flow: FlowFacts, compile: CallEvent, change: FreezeEvent): boolean {
  return modelsOf(compile).some((id) => changesWhat(flow, change, id));
}

/** Everything is trainable until it is frozen. */
function isChange(flow: FlowFacts, change: FreezeEvent, model: number): boolean {
  if (change.frozen) return true;
  return flow.events.some(
    (event) =>
      event.kind === "freeze" &&
      event.frozen &&
      changesWhat(flow, event, model) &&
      (event.id < change.id || sharesLoop(event, change)),
  );
}

interface Found {
  readonly change: FreezeEvent;
  readonly compile: CallEvent;
  readonly fit: CallEvent;
  readonly fitted: boolean;
}

function finding(facts: ModelFacts, found: Found): RuleFinding {
  const { change, compile, fit, fitted } = found;
  const places = [
    { range: placeOf(compile.site), message: "compiled here" },
    { range: placeOf(fit.site), message: fitted ? "goes on as before" : "fitted here, not compiled again" },
  ];
  return {
    severity: fitted ? "warning" : "information",
    message: fitted
      ? "trainable is set after compile and fit, and not compiled again: the next fit goes on as before, or raises on JAX"
      : "trainable is set after compile, and not compiled again: Keras before 2.4 trains as if it had not been set",
    range: placeOf(change.site),
    related: places.filter((_, i) => isHere([compile, fit][i]!.site)),
    fixes: fixesOf(facts, found),
  };
}

/** Compiles again as before, where that stands in the same function and on a line of its own. */
function fixesOf(facts: ModelFacts, { compile, change }: Found): Fix[] {
  if (compile.function !== change.function || compile.site.file !== change.site.file) return [];
  const [made, at] = [statementAround(facts, placeOf(compile.site)), statementAround(facts, placeOf(change.site))];
  if (!made || !at || made.node.start !== compile.site.start || made.node.end !== compile.site.end) return [];
  if (at.indent !== made.indent || receiverAt(facts, compile.site) === null) return [];
  const text = `\n${at.indent}${textAt(facts, placeOf(compile.site))}`;
  return [
    {
      title: "Compile again, with the same arguments",
      safe: false,
      edits: [{ range: { start: at.node.end, end: at.node.end }, text }],
    },
  ];
}

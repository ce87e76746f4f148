import type { FileToSave, FromEditor, TensorChoice } from "./editor";
import type { CompareRequest } from "./engineApi";
import { arrayOf, type Check, nullable, number, object, oneOf, optional, pair, text, wholeNumber } from "./jsonShape";
import type { FromLab } from "./lab";
import type { FromPanel } from "./panel";
import { labRequest } from "./storedLab";
import type { Question } from "./whatIf";

/** Messages by their type: the checks of each one's other fields. */
type Kinds<M extends { readonly type: string }> = {
  readonly [T in M["type"]]: Fields<Extract<M, { readonly type: T }>>;
};

type Fields<M> = { readonly [K in Exclude<keyof M, "type">]: Check<M[K]> };

/** A message of one of several types, with the fields of its type and no others. */
function message<M extends { readonly type: string }>(kinds: Kinds<M>): Check<M> {
  const types = Object.keys(kinds) as M["type"][];
  const typed = object<{ type: M["type"] }>({ type: oneOf(types) });
  return (json, at) => {
    const { type } = typed(json, at);
    return { type, ...object<object>(kinds[type])(json, at) } as M;
  };
}

const flag = oneOf([true, false]);
const steps = nullable(pair);

const ofLayer = { run: text, layer: text };
const ofTraining = { checkpoint: text, momentum: nullable(number), trainingExamples: nullable(wholeNumber) };
const questions: { readonly [A in Question["about"]]: Check<Question> } = {
  batchSize: object({ about: oneOf(["batchSize"] as const), ...ofLayer }),
  gap: object({ about: oneOf(["gap"] as const), ...ofLayer, ...ofTraining }),
  network: object({ about: oneOf(["network"] as const), run: text, inference: text, ...ofTraining }),
};
const asked = object({ about: oneOf(Object.keys(questions) as Question["about"][]) });
const question: Check<Question> = (json, at) => questions[asked(json, at).about](json, at);

type Changes = Pick<CompareRequest, "layer" | "numGroups" | "eachRank">;

/** What is not among them stays as it was. */
const changes: Check<Changes> = (json, at) => {
  const all = object({
    layer: optional<Changes["layer"]>(object({ run: text, name: text }), undefined),
    numGroups: optional<Changes["numGroups"]>(wholeNumber, undefined),
    eachRank: optional<Changes["eachRank"]>(flag, undefined),
  })(json, at);
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Changes;
};

const file: Check<FileToSave> = object({
  name: text,
  kind: oneOf(["json", "csv", "svg", "png"] as const),
  content: text,
});
const tensor: Check<TensorChoice> = object({ tensor: text, channelAxis: nullable(wholeNumber) });

/** What a panel may ask. @throws in one line, where a message is something else; so do the others */
export const fromPanel: Check<FromPanel> = message<FromPanel>({
  ready: {},
  cancel: {},
  retry: {},
  layer: { wanted: object({ layer: text, steps }), runs: arrayOf(text) },
  ask: { question },
  cancelAsking: {},
  chooseFile: { which: oneOf(["checkpoint", "inference"] as const) },
  goToCode: { layer: text },
  pause: { paused: flag },
  change: { changes },
});

/** What the page of a tensor file's editor may ask. */
export const fromEditor: Check<FromEditor> = message<FromEditor>({
  ready: { reference: nullable(object({ path: text, name: text })) },
  reload: {},
  profile: { of: tensor },
  cancel: {},
  chooseReference: {},
  dropReference: {},
  retryNorms: {},
  save: { file },
  notebook: { report: text },
});

/** What the lab's page may ask. */
export const fromLab: Check<FromLab> = message<FromLab>({
  ready: {},
  start: { request: labRequest },
  pause: { paused: flag },
  stop: {},
  continue: { id: wholeNumber },
  remove: { id: wholeNumber },
  save: { file },
});

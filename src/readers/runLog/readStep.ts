import type { LayerPart, StepRecord } from "../../engine/run/runRecord";
import { fail, isWhole, type JsonFields, jsonFields } from "./jsonFields";
import type { Payload } from "./payload";

/** A micro-batch's statistics. @throws in one line that begins with `place` */
export function readStep(fields: JsonFields, payload: Payload): StepRecord {
  const step = fields.whole("step");
  const place = `${fields.place}: step ${step}`;
  const layers = fields.list("layers").map((entry) => readPart(entry, payload, place));
  if (new Set(layers.map(({ index }) => index)).size < layers.length) fail(place, "lists a layer twice");
  return { kind: "step", step, part: fields.optional("part", fields.whole) ?? 0, layers };
}

function readPart(entry: unknown, payload: Payload, step: string): LayerPart {
  const [index, json] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (!isWhole(index)) fail(step, "an entry of its layers does not begin with a layer's index");
  const place = `${step}: layer ${index}`;
  const fields = jsonFields(json, place);
  const mean = payload.array(`${index}/mean`) ?? fail(place, `array "${index}/mean" is missing`);
  const optional = (what: string) => payload.array(`${index}/${what}`, mean.length);
  const array = (what: string) => optional(what) ?? fail(place, `array "${index}/${what}" is missing`);
  const count = fields.whole("count");
  const n = array("n");
  const wrong = n.findIndex((finite) => !(finite >= 0 && finite <= count));
  if (wrong >= 0) fail(place, `channel ${wrong} has ${n[wrong]} finite values of ${count}`);
  return {
    index,
    training: fields.flag("training"),
    shape: fields.wholes("shape"),
    dtype: fields.text("dtype"),
    count,
    nan: fields.whole("nan"),
    positiveInfinity: fields.whole("positiveInfinity"),
    negativeInfinity: fields.whole("negativeInfinity"),
    firstNonFinite: fields.optional("firstNonFinite", fields.whole),
    numBatchesTracked: fields.optional("numBatchesTracked", fields.whole),
    n,
    mean,
    m2: array("m2"),
    min: array("min"),
    max: array("max"),
    zeros: array("zeros"),
    runningMean: optional("runningMean"),
    runningVariance: optional("runningVariance"),
    buckets: readBuckets(index, payload, place),
  };
}

function readBuckets(index: number, payload: Payload, place: string): LayerPart["buckets"] {
  const codes = payload.codes(`${index}/buckets`);
  if (!codes) return null;
  const counts = payload.array(`${index}/bucketCounts`, codes.length);
  if (!counts) fail(place, `array "${index}/bucketCounts" is missing`);
  for (let i = 1; i < codes.length; i++) {
    if (codes[i]! <= codes[i - 1]!) fail(place, `bucket ${codes[i]} comes after ${codes[i - 1]}, but codes ascend`);
  }
  const negative = counts.findIndex((times) => !(times >= 0));
  if (negative >= 0) fail(place, `bucket ${codes[negative]} counts ${counts[negative]} values`);
  return { codes, counts };
}

import type { LayerPart } from "../../engine/run/runRecord";
import type { ByteSource } from "../byteSource";
import { readRange } from "../readRange";
import { fail, isWhole, jsonFields } from "./jsonFields";
import { parseObject, payloadOf } from "./payload";
import { readStep } from "./readStep";

const RECORD_HEAD = 8;
/** What a layer's curves are made of; its distribution stays on disk. */
const WANTED = /^(n|mean|m2|min|max|zeros|runningMean|runningVariance)$/;

/**
 * Reads what one step record says of one layer, and none of the arrays of the others. Only for records that were read
 * whole before, as checksums are of the whole.
 *
 * @param start where the record begins
 * @param index the layer's place in the log's list
 * @returns null where the record does not speak of the layer
 * @throws in one line that names `label` and the byte, where there is no such record
 */
export async function readLayerPart(
  source: ByteSource,
  start: number,
  index: number,
  label: string,
): Promise<LayerPart | null> {
  const place = `${label}: byte ${start}`;
  const head = new DataView((await readRange(source, start, start + RECORD_HEAD + 4, label)).buffer);
  const [bytes, text] = [head.getUint32(0, true), head.getUint32(RECORD_HEAD, true)];
  if (4 + text > bytes) fail(place, `JSON of ${text} bytes in a record of ${bytes}`);
  const body = start + RECORD_HEAD;
  const json = parseObject(await readRange(source, body + 4, body + 4 + text, label), place);
  const entry = jsonFields(json, place)
    .list("layers")
    .find((one) => Array.isArray(one) && one[0] === index);
  if (entry === undefined) return null;
  const data = body + Math.min(bytes, Math.ceil((4 + text) / 8) * 8);
  const { arrays, from, to } = arraysOf(json, index, body + bytes - data, place);
  const payload = payloadOf({ arrays }, (await readRange(source, data + from, data + to, label)).buffer, place);
  return readStep(jsonFields({ ...json, layers: [entry] }, place), payload).layers[0]!;
}

/** The layer's own arrays, and the stretch of the record's array data that they lie in. */
function arraysOf(json: Readonly<Record<string, unknown>>, index: number, size: number, place: string) {
  const own = `${index}/`;
  const isWanted = (name: string) => name.startsWith(own) && WANTED.test(name.slice(own.length));
  const listed = Object.entries(Object(json.arrays) as object).filter(([name]) => isWanted(name));
  const offsets = listed.map(([, entry]) => (Array.isArray(entry) && isWhole(entry[2]) ? entry[2] : 0));
  const from = Math.min(size, ...offsets);
  const ends = listed.map(([name, entry], i) => {
    const shape: unknown = Array.isArray(entry) ? entry[1] : null;
    const count = Array.isArray(shape) && shape.every(isWhole) ? shape.reduce((product, of) => product * of, 1) : 0;
    const end = offsets[i]! + 8 * count;
    if (offsets[i]! > size) fail(place, `array "${name}" begins behind the record's end`);
    return Math.min(size, end);
  });
  const arrays = Object.fromEntries(
    listed.map(([name, entry], i) => [name, [...(entry as unknown[]).slice(0, 2), offsets[i]! - from]]),
  );
  return { arrays, from, to: Math.max(from, ...ends) };
}

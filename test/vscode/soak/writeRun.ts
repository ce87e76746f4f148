// Writes the log of a training run in a process of its own, faster than a training would, until it is told to end it.
//   node writeRun.js FOLDER RANKS LAYERS STEPS_PER_SECOND
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Bytes, concat, uint } from "../../unit/readers/bytes";
import { LAYER, MAGIC, payloadOf, runPayload, SEEN } from "../../unit/readers/runLog/writeLog";

/** The probe's limit, at which it thins a log. */
const MOST_BYTES = 256 * 2 ** 20;
const TICK_MILLISECONDS = 50;

interface Written {
  /** Null is no step's record. */
  readonly step: number | null;
  readonly start: number;
  readonly length: number;
}

/** A rank's log, thinned as the probe does it: a copy with every so many-th step takes its place. */
interface Log {
  readonly file: string;
  records: Written[];
  size: number;
  every: number;
}

const [folder = "", ranks = "2", layers = "20", rate = "20"] = process.argv.slice(2);
const names = Array.from({ length: Number(layers) }, (_, i) => ({ ...LAYER, name: `block${i}.norm` }));
const logs = Array.from({ length: Number(ranks) }, (_, rank) => begin(rank));
const began = performance.now();
let [step, written] = [0, 0];

const timer = setInterval(() => {
  const due = ((performance.now() - began) / 1000) * Number(rate);
  for (; written < due; written++) {
    const spacing = Math.max(...logs.map(({ every }) => every));
    for (const [rank, log] of logs.entries()) {
      append(log, step, stepOf(step, rank));
      if (log.size > MOST_BYTES) thin(log);
    }
    step += spacing;
    // All ranks go on at the widest spacing of them.
    step = Math.ceil(step / Math.max(...logs.map(({ every }) => every))) * Math.max(...logs.map(({ every }) => every));
  }
  process.send?.({ step, records: written, bytes: logs.reduce((sum, { size }) => sum + size, 0) });
}, TICK_MILLISECONDS);

process.on("message", () => {
  clearInterval(timer);
  const end = { kind: "end", step, reason: "finished", exception: null, overhead: { probe: 0, wall: step } };
  for (const log of logs) append(log, null, payloadOf(end));
  process.send?.({ ended: true }, () => process.exit(0));
});
process.on("disconnect", () => process.exit(1));

function begin(rank: number): Log {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `rank-${String(rank).padStart(4, "0")}.normlog`);
  appendFileSync(file, MAGIC);
  const log = { file, records: [], size: MAGIC.length, every: 1 };
  append(log, null, runPayload({ rank, worldSize: Number(ranks), layers: names }));
  return log;
}

function append(log: Log, step: number | null, payload: Bytes): void {
  const record = concat(uint(4, payload.length), uint(4, crc32(payload)), payload);
  appendFileSync(log.file, record);
  log.records.push({ step, start: log.size, length: record.length });
  log.size += record.length;
}

function thin(log: Log): void {
  const kept = (every: number) => log.records.filter(({ step: of }) => of === null || of % every === 0);
  const bytes = (records: readonly Written[]) => records.reduce((sum, { length }) => sum + length, 0);
  let every = log.every * 2;
  while (bytes(kept(every)) > MOST_BYTES / 2) every *= 2;
  const copy: Log = { file: `${log.file}.new`, records: [], size: MAGIC.length, every };
  rmSync(copy.file, { force: true });
  appendFileSync(copy.file, MAGIC);
  const [from, to] = [openSync(log.file, "r"), openSync(copy.file, "a")];
  for (const [i, { step: of, start, length }] of kept(every).entries()) {
    const record = Buffer.alloc(length);
    readSync(from, record, 0, length, start);
    writeSync(to, record);
    copy.records.push({ step: of, start: copy.size, length });
    copy.size += length;
    // The second record says how the log was thinned.
    if (i === 0) append(copy, null, payloadOf({ kind: "thinned", every }));
  }
  fsyncSync(to);
  closeSync(from);
  closeSync(to);
  renameSync(copy.file, log.file);
  Object.assign(log, { records: copy.records, size: copy.size, every });
}

/** Layers of 8 to 20 channels, whose batches wander, each in its own way. */
function stepOf(at: number, rank: number): Bytes {
  const arrays: Record<string, readonly [type: string, readonly number[]]> = {};
  const seen = names.map((_, layer) => {
    const channels = 8 + (layer % 13);
    const each = (of: (channel: number) => number) => Array.from({ length: channels }, (_, channel) => of(channel));
    const noise = (channel: number) => Math.sin(at * 12.9898 + channel * 78.233 + layer * 37.719 + rank * 3.1);
    const level = (channel: number) => Math.sin(at / 5000 + channel) + layer / 50;
    const mean = each((c) => level(c) + 0.1 * noise(c));
    arrays[`${layer}/n`] = ["i8", each(() => 1024)];
    arrays[`${layer}/mean`] = ["f8", mean];
    arrays[`${layer}/m2`] = ["f8", each((c) => 1024 * (1 + 0.1 * noise(c + 50)))];
    arrays[`${layer}/min`] = ["f4", mean.map((value) => value - 3)];
    arrays[`${layer}/max`] = ["f4", mean.map((value) => value + 3)];
    arrays[`${layer}/zeros`] = ["i8", each(() => 0)];
    arrays[`${layer}/runningMean`] = ["f4", each(level)];
    arrays[`${layer}/runningVariance`] = ["f4", each(() => 1)];
    const codes = Array.from({ length: 24 }, (_, i) => 0x3f00 + i * 8);
    const most = channels * 1024;
    arrays[`${layer}/buckets`] = ["u2", codes];
    arrays[`${layer}/bucketCounts`] = ["i4", codes.map((_, i) => (i === 0 ? most - 23 * 20 : 20))];
    const counts = { count: 1024, zero: 0, firstNonFinite: null, numBatchesTracked: at + 1 };
    return [layer, { ...SEEN, shape: [64, channels, 4, 4], ...counts }];
  });
  return payloadOf({ kind: "step", step: at, part: 0, time: at, overhead: 0.001, layers: seen }, arrays);
}

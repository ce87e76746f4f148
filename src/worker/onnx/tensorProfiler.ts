import { appendProfile } from "../../engine/appendProfile";
import type { Summing } from "../../engine/kernels/profileKernels";
import { chooseChannelAxis } from "../../engine/layout";
import { type Profile, profileTensor } from "../../engine/profile";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../engine/tensor";
import { type ExampleSums, joinExamples, sumExamples } from "../../engine/whatIf/exampleSums";
import type { Values } from "./runtime";

/** What was measured of one tensor, over all batches. */
export interface MeasuredTensor {
  /** Null where no value came. */
  readonly profile: Profile | null;
  /** By example and channel, where a batch norm is judged by them; of the first examples. */
  readonly examples: ExampleSums | null;
}

/** What running a model has measured. */
export interface Measured {
  readonly profiles: ReadonlyMap<string, MeasuredTensor>;
  readonly passes: number;
  /** What a person has to know besides. */
  readonly notes: readonly string[];
}

export interface HowToProfile {
  readonly summing: Summing;
  /** Undefined, or where the tensor has no such axis: as the engine chooses it. */
  readonly channelAxis: number | undefined;
  readonly keepsExamples: boolean;
  /** Bytes of small batches that are collected: each profile takes about as long as that of a MiB. */
  readonly collects: number;
}

/** Takes one batch of a tensor after the other. */
export interface TensorProfiler {
  add(batch: Values): Promise<void>;
  end(): Promise<MeasuredTensor>;
}

/** 2 MiB a layer: of 256 channels, 512 examples. */
const MOST_SUMS = 2 ** 17;

export function createProfiler(name: string, how: HowToProfile): TensorProfiler {
  const { summing, channelAxis, keepsExamples, collects } = how;
  let profile: Profile | null = null;
  let examples: ExampleSums | null = null;
  // Batches whose examples differ in size from those before are not judged.
  let isJudged = keepsExamples;
  let waiting: Values[] = [];

  async function take(values: Values): Promise<void> {
    const tensor = tensorOf(name, values);
    const axis = chooseChannelAxis(values.shape, existing(channelAxis, values.shape.length));
    const own = await profileTensor(tensor, axis, summing);
    profile = profile ? appendProfile(profile, own) : own;
    if (!isJudged || axis !== 1) return;
    const sums = await sumExamples(tensor, axis, undefined, 1);
    examples = examples ? joinExamples(examples, sums, MOST_SUMS) : sums;
    isJudged = examples !== null;
  }

  async function flush(): Promise<void> {
    const all = waiting;
    waiting = [];
    if (all.length > 0) await take(all.length === 1 ? all[0]! : joined(all));
  }

  return {
    async add(batch) {
      if (elementCount(batch.shape) === 0) return;
      const [first] = waiting;
      if (first && !fits(first, batch)) await flush();
      waiting.push(batch);
      if (waiting.reduce((sum, { bytes }) => sum + bytes.length, 0) >= collects) await flush();
    },
    async end() {
      await flush();
      return { profile, examples };
    },
  };
}

function existing(axis: number | undefined, rank: number): number | undefined {
  return axis !== undefined && rank > 1 && -rank <= axis && axis < rank ? axis : undefined;
}

/** Whether one batch can stand behind the other along the first axis. */
function fits(one: Values, other: Values): boolean {
  const [a, b] = [one.shape, other.shape];
  return (
    one.dtype === other.dtype && a.length > 0 && a.length === b.length && a.every((size, i) => i === 0 || size === b[i])
  );
}

function joined(batches: readonly Values[]): Values {
  const bytes = new Uint8Array(batches.reduce((sum, batch) => sum + batch.bytes.length, 0));
  let at = 0;
  for (const batch of batches) {
    bytes.set(batch.bytes, at);
    at += batch.bytes.length;
  }
  const { dtype, shape } = batches[0]!;
  return { dtype, shape: [batches.reduce((sum, batch) => sum + batch.shape[0]!, 0), ...shape.slice(1)], bytes };
}

function tensorOf(name: string, { dtype, shape, bytes }: Values): Tensor {
  const width = DTYPE_BYTES[dtype];
  return {
    name,
    dtype,
    shape,
    order: "C",
    async *chunks() {
      yield bytes.slice();
    },
    async readInto(into, start) {
      into.set(bytes.subarray(start * width, start * width + into.length));
    },
  };
}

import { appendProfile } from "../../engine/appendProfile";
import type { Summing } from "../../engine/kernels/profileKernels";
import { chooseChannelAxis } from "../../engine/layout";
import { type Profile, profileTensor } from "../../engine/profile";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../engine/tensor";
import { type ExampleSums, joinExamples, sumExamples } from "../../engine/whatIf/exampleSums";
import type { Values } from "./runtime";

/** What was asked for of one tensor, over all batches so far. */
export interface TensorProfile {
  profile: Profile | null;
  /** By example and channel, where a batch norm is judged by them; of the first examples. */
  examples: ExampleSums | null;
  /** Batches whose examples differ in size from those before are not judged. */
  differ: boolean;
}

/** 2 MiB a layer: of 256 channels, 512 examples. */
const MOST_SUMS = 2 ** 17;

export interface HowToProfile {
  readonly summing: Summing;
  /** Undefined, or where the tensor has no such axis: as the engine chooses it. */
  readonly channelAxis: number | undefined;
  readonly keepsExamples: boolean;
}

/** Adds one batch of a tensor. */
export async function addBatch(
  into: TensorProfile,
  name: string,
  values: Values,
  { summing, channelAxis, keepsExamples }: HowToProfile,
): Promise<void> {
  if (elementCount(values.shape) === 0) return;
  const tensor = tensorOf(name, values);
  const rank = values.shape.length;
  const axis =
    channelAxis !== undefined && -rank <= channelAxis && channelAxis < rank && rank > 1 ? channelAxis : undefined;
  const chosen = chooseChannelAxis(values.shape, axis);
  const profile = await profileTensor(tensor, chosen, summing);
  into.profile = into.profile ? appendProfile(into.profile, profile) : profile;
  if (!keepsExamples || chosen !== 1 || into.differ) return;
  const sums = await sumExamples(tensor, chosen, undefined, 1);
  into.examples = into.examples ? joinExamples(into.examples, sums, MOST_SUMS) : sums;
  into.differ = into.examples === null;
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

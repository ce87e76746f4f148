import type { Dtype } from "../../../engine/tensor";
import type { ModelInput } from "../../../readers/onnx/openRunnable";
import type { Values } from "../runtime";

/** What one of a model's inputs is fed with, before it is cut into batches. */
export interface Feed {
  readonly input: ModelInput;
  /** What messages call it: "x.npy", "random numbers". */
  readonly label: string;
  /** Where the values are from, as words for a report. */
  readonly source: string;
  readonly random: boolean;
  readonly dtype: Dtype;
  /** Of all examples together; the first axis is theirs. */
  readonly shape: readonly number[];
  /** Examples that go into the model at once where neither it nor a person says how many; null: all. */
  readonly usualBatch: number | null;
  /**
   * The values from the first example on, so many examples at a time, the last time what is left; of a number without
   * axes that number. Each time from the beginning, and the same values.
   */
  batches(size: number): AsyncIterable<Values>;
  /** What a person has to know of it besides, once it was read. */
  readonly notes?: () => readonly string[];
}

/** A name of the input, and its type, for messages. */
export function typeText({ type, dims }: ModelInput): string {
  const sizes = dims?.map((size) => size ?? "?").join(", ");
  return `${type.toLowerCase()}${sizes === undefined ? "" : ` (${sizes})`}`;
}

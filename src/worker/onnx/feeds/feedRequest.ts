import type { OnnxInputSource } from "../../../protocol/onnx";
import type { ModelInput, RunnableModel } from "../../../readers/onnx/openRunnable";
import { quoteName, quoteNames } from "../../../readers/quoteName";
import type { Feed } from "./feed";

/** Where a model's inputs are to come from. */
export interface FeedRequest {
  readonly model: RunnableModel;
  /** What messages call the model. */
  readonly label: string;
  readonly sources: readonly OnnxInputSource[];
  readonly dims: Readonly<Record<string, number>>;
}

/** Opened for one job. */
export interface OpenedFeeds {
  /** One an input, in the order of the model. */
  readonly feeds: readonly Feed[];
  close(): Promise<void>;
}

/** The input that a source names; where it names none, the only one. @throws where that is not one */
export function inputFor(name: string | undefined, { model, label }: FeedRequest, source: string): ModelInput {
  const { inputs } = model;
  const named = name === undefined ? inputs.length === 1 && inputs[0] : inputs.find((input) => input.name === name);
  if (named) return named;
  const list = quoteNames(inputs.map((input) => input.name));
  if (name !== undefined) throw new Error(`${label}: it has no input '${quoteName(name)}' for ${source}, but ${list}`);
  throw new Error(`${label}: it has ${inputs.length} inputs, ${list}: say which one ${source} is for`);
}

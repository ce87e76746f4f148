import type { Preparation } from "../../../protocol/onnx";
import type { FeedRequest, OpenedFeeds } from "./feedRequest";

export async function openImages(
  _source: { readonly folder: string; readonly input?: string; readonly preparation: Preparation },
  _request: FeedRequest,
): Promise<OpenedFeeds> {
  throw new Error("not yet");
}

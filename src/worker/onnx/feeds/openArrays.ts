import { basename, extname } from "node:path";
import { openTensors } from "../../../readers/openTensors";
import { quoteName } from "../../../readers/quoteName";
import { inflate } from "../../inflate";
import { createOpenFiles } from "../../openFiles";
import type { Feed } from "./feed";
import { type FeedRequest, inputFor, type OpenedFeeds } from "./feedRequest";
import { fileFeed } from "./fileFeed";

const ENDINGS: readonly string[] = [".npy", ".npz"];

/**
 * Opens what a NumPy file feeds: an .npy one the input that is named beside it, or called like the file, or the only
 * one; an .npz archive the inputs that its arrays are called like.
 *
 * @throws in one line that names the file
 */
export async function openArrays(
  { path, input }: { readonly path: string; readonly input?: string },
  request: FeedRequest,
): Promise<OpenedFeeds> {
  const file = basename(path);
  const label = quoteName(file);
  const ending = extname(file).toLowerCase();
  if (!ENDINGS.includes(ending)) throw new Error(`${label}: an input is an .npy or .npz file, or a folder of images`);
  const files = createOpenFiles();
  try {
    const source = await files.open(path).catch((error: Error) => {
      throw new Error(`${label}: cannot be opened (${error.message})`);
    });
    const { tensors } = await openTensors(source, file, { inflateRaw: inflate });
    const isArchive = ending === ".npz" && tensors.length !== 1;
    const wanted = isArchive && input !== undefined ? tensors.filter(({ name }) => name === input) : tensors;
    if (wanted.length === 0) throw new Error(`${label}: holds no array '${quoteName(input ?? "")}'`);
    const { inputs } = request.model;
    const feeds = wanted.map((tensor): Feed => {
      const own = isArchive ? `${label}: ${quoteName(tensor.name)}` : label;
      const called = inputs.some(({ name }) => name === tensor.name) ? tensor.name : undefined;
      return fileFeed(inputFor(isArchive ? tensor.name : (input ?? called), request, own), tensor, own);
    });
    return { feeds, close: files.close };
  } catch (error) {
    await files.close();
    throw error;
  }
}

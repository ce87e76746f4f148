import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { quoteName } from "../../../readers/quoteName";
import { shapeText } from "../../../readers/shapeBytes";
import { canFeed } from "../ortSession";
import { axisName } from "./axes";
import { type Feed, typeText } from "./feed";
import type { FeedRequest, OpenedFeeds } from "./feedRequest";
import { openArrays } from "./openArrays";
import { openImages } from "./openImages";
import { randomFeed } from "./randomFeed";

/**
 * Finds for each of a model's inputs what feeds it.
 *
 * @throws in one line, where an input has nothing or two things, or a dtype or shape that it does not take
 */
export async function openFeeds(request: FeedRequest): Promise<OpenedFeeds> {
  const { model, label, sources } = request;
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0)) await end();
  };
  try {
    const found = new Map<ModelInput, Feed>();
    const add = (feed: Feed) => {
      const other = found.get(feed.input);
      if (other) {
        throw new Error(
          `${label}: input '${quoteName(feed.input.name)}' is fed by both ${other.label} and ${feed.label}`,
        );
      }
      found.set(feed.input, feed);
    };
    for (const source of sources) {
      if (source.kind === "random") continue;
      const opened = source.kind === "file" ? await openArrays(source, request) : await openImages(source, request);
      closing.push(opened.close);
      for (const feed of opened.feeds) add(feed);
    }
    const random = sources.find((source) => source.kind === "random");
    for (const [place, input] of model.inputs.entries()) {
      if (!found.has(input) && random) add(randomFor(input, place, random, request));
    }
    const hungry = model.inputs.find((input) => !found.has(input));
    if (hungry)
      throw new Error(`${label}: nothing feeds the input '${quoteName(hungry.name)}', which is ${typeText(hungry)}`);
    const feeds = model.inputs.map((input) => found.get(input)!);
    for (const feed of feeds) checkFits(feed, request);
    return { feeds, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A seed for each input, so that no two are alike. */
const SEED_STEP = 1000003;

function randomFor(
  input: ModelInput,
  place: number,
  { seed, examples }: { readonly seed: number; readonly examples?: number },
  { label, dims }: FeedRequest,
): Feed {
  const name = `${label}: input '${quoteName(input.name)}'`;
  if (!input.dims) throw new Error(`${name} says nothing of its shape, so that no random numbers can be made for it`);
  if (!input.dtype || !canFeed(input.dtype))
    throw new Error(`${name} takes ${input.type}, of which no random numbers are made`);
  const shape = input.dims.map((size, axis) => {
    if (typeof size === "number") return size;
    const open = axisName(input, axis)!;
    const asked = dims[open] ?? (axis === 0 ? 1 : undefined);
    if (asked !== undefined) return asked;
    throw new Error(`${name} leaves the size of axis ${axis} open, which has to be said: ${quoteName(open)}`);
  });
  const isOpen = typeof input.dims[0] !== "number";
  const all =
    shape.length > 0 && (isOpen || examples !== undefined) ? [examples ?? shape[0]!, ...shape.slice(1)] : shape;
  return randomFeed(input, input.dtype, { shape: all, seed: seed + place * SEED_STEP });
}

/** @throws naming the two that disagree */
function checkFits({ input, label, dtype, shape }: Feed, { label: model, dims }: FeedRequest): void {
  const place = `${model}: input '${quoteName(input.name)}'`;
  if (dtype !== input.dtype)
    throw new Error(`${place} takes ${input.dtype ?? input.type}, but ${label} holds ${dtype}`);
  if (!canFeed(dtype)) throw new Error(`${place} takes ${dtype}, which cannot be given to ONNX Runtime from here`);
  if (!input.dims) return;
  if (shape.length !== input.dims.length) {
    throw new Error(`${place} is ${typeText(input)}, but ${label} has the shape ${shapeText(shape)}`);
  }
  for (const [axis, size] of input.dims.entries()) {
    const wanted = typeof size === "number" ? size : dims[axisName(input, axis)!];
    if (axis === 0 || wanted === undefined || shape[axis] === wanted) continue;
    throw new Error(`${place} has ${wanted} entries on axis ${axis}, but ${label} has the shape ${shapeText(shape)}`);
  }
}

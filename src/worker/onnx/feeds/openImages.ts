import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Preparation } from "../../../protocol/onnx";
import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { quoteName, quoteReason } from "../../../readers/quoteName";
import { reason } from "../../../readers/reason";
import { float16Code } from "../../float16Code";
import { openOrdinary } from "../../openOrdinary";
import { decodeImage, isJpeg, isPng } from "../images/decodeImage";
import { type ImageInput, imageInput } from "../images/imageInput";
import { prepareImage } from "../images/prepareImage";
import { scaleImage } from "../images/scaleImage";
import type { Values } from "../runtime";
import { type FeedRequest, inputFor, type OpenedFeeds } from "./feedRequest";

const ENDINGS = /\.(png|jpe?g)$/i;
const FLOATS: readonly string[] = ["float16", "float32", "float64"];

/** A folder of images, and how a model takes them. */
interface Images {
  readonly folder: string;
  /** Paths below the folder, in their order. */
  readonly files: readonly string[];
  readonly dtype: "float16" | "float32" | "float64" | "uint8";
  readonly input: ImageInput;
  readonly preparation: Preparation;
}

/**
 * Opens the PNG and JPEG images in a folder and below it as a model's input, one after the other by their paths. That all
 * begin like images is looked at before anything is run; one that cannot be decoded ends the run, because statistics of
 * the others would not be those of the folder.
 *
 * @throws in one line that names the folder or the image
 */
export async function openImages(
  source: { readonly folder: string; readonly input?: string; readonly preparation: Preparation },
  request: FeedRequest,
): Promise<OpenedFeeds> {
  const { folder, preparation } = source;
  const label = quoteName(basename(folder));
  const input = inputFor(source.input, request, `the folder ${label}`);
  const place = `${request.label}: input '${quoteName(input.name)}'`;
  const dtype = dtypeOf(input, preparation, place);
  const taken = imageInput(input, preparation, request.dims, place);
  const files = await imagesIn(folder, label);
  const images: Images = { folder, files, dtype, input: taken, preparation };
  const [height, width] = taken.size;
  const shape =
    taken.layout === "NCHW"
      ? [files.length, taken.channels, height, width]
      : [files.length, height, width, taken.channels];
  const feed = {
    input,
    label: `the folder ${label}`,
    source: sourceText(images, label),
    random: false,
    dtype,
    shape,
    usualBatch: 1,
    batches: (size: number) => batchesOf(images, shape, size),
  };
  return { feeds: [feed], close: async () => {} };
}

function dtypeOf({ dtype, type }: ModelInput, { scale, mean, std }: Preparation, place: string): Images["dtype"] {
  if (dtype !== null && FLOATS.includes(dtype)) return dtype as Images["dtype"];
  if (dtype !== "uint8") throw new Error(`${place} takes ${dtype ?? type}, which images are not turned into`);
  const isPlain = scale === 1 && [...mean].every((value) => value === 0) && [...std].every((value) => value === 1);
  if (isPlain) return dtype;
  throw new Error(`${place} takes uint8, pixels as they are: scale must be 1, mean 0 and deviation 1`);
}

async function imagesIn(folder: string, label: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true }).catch((error) => {
    throw new Error(`${label}: cannot be read (${reason(error)})`);
  });
  const files = found.filter((file) => ENDINGS.test(file)).sort();
  if (files.length === 0) throw new Error(`${label}: holds no PNG or JPEG image among its ${found.length} files`);
  for (const file of files) {
    const head = await readHead(join(folder, file)).catch((error) => {
      throw new Error(`${quoteName(file)}: cannot be read (${quoteReason(error)})`);
    });
    if (!isPng(head) && !isJpeg(head)) throw new Error(`${quoteName(file)}: does not begin like a PNG or a JPEG image`);
  }
  return files;
}

async function readHead(path: string): Promise<Uint8Array> {
  const { handle } = await openOrdinary(path);
  try {
    const { buffer } = await handle.read(new Uint8Array(4), 0, 4, 0);
    return buffer;
  } finally {
    await handle.close();
  }
}

function sourceText({ files, input, dtype, preparation }: Images, label: string): string {
  const { scale, mean, std, channels } = preparation;
  const colours = input.channels === 1 ? "grey" : channels;
  const numbers = `× ${Number(scale.toPrecision(6))}, − ${mean.join(", ")}, ÷ ${std.join(", ")}`;
  const values = dtype === "uint8" ? "pixels as they are" : `pixels ${numbers}`;
  const count = files.length === 1 ? "1 image" : `${files.length} images`;
  return `${count} of ${label}, scaled to ${input.size.join(" × ")} (bilinear), ${colours}, ${values}`;
}

async function* batchesOf(images: Images, shape: readonly number[], size: number): AsyncGenerator<Values, void> {
  const { files, dtype } = images;
  const perImage = shape.slice(1).reduce((product, length) => product * length, 1);
  for (let first = 0; first < files.length; first += size) {
    const some = files.slice(first, first + size);
    const values =
      dtype === "float64" ? new Float64Array(some.length * perImage) : new Float32Array(some.length * perImage);
    for (const [i, file] of some.entries()) {
      await fill(images, file, values.subarray(i * perImage, (i + 1) * perImage));
    }
    yield { dtype, shape: [some.length, ...shape.slice(1)], bytes: encoded(values, dtype) };
  }
}

async function fill(
  { folder, input, preparation }: Images,
  file: string,
  into: Float32Array | Float64Array,
): Promise<void> {
  try {
    const pixels = decodeImage(await readFile(join(folder, file)));
    prepareImage(scaleImage(pixels, input.size), input, preparation, into);
  } catch (error) {
    throw new Error(`${quoteName(file)}: cannot be read as an image (${quoteReason(error)})`);
  }
}

function encoded(values: Float32Array | Float64Array, dtype: Images["dtype"]): Uint8Array<ArrayBuffer> {
  if (dtype === "uint8") return Uint8Array.from(values, Math.round);
  const kept = dtype === "float16" ? Uint16Array.from(new Uint32Array(values.buffer), float16Code) : values;
  return new Uint8Array(kept.buffer as ArrayBuffer);
}

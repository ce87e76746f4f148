import { basename, join } from "node:path";
import type { Dataset, Examples } from "../../engine/lab/dataset";
import { createRandom, permutation } from "../../engine/random";
import { createOpenFiles } from "../openFiles";
import { unpack } from "../unpack";

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const SHADES = 16;
/** One example of so many is kept from learning, of each digit alike. */
const TEST_SHARE = 5;

/**
 * The digits that ship: about 8,000 to learn from and 2,000 to be judged by, as images of 1 x 28 x 28 values from 0 to 1.
 * They are MNIST's (LeCun, Cortes and Burges), as the package mnist has them, in 16 shades.
 *
 * @param folder that of the bundles
 * @throws where the file is missing, or of no whole number of digits
 */
export async function readDigits(folder: string): Promise<Dataset> {
  const file = join(folder, "digits.br");
  const bytes = await unpack(await wholeFile(file));
  const count = bytes.length / (1 + PIXELS / 2);
  if (!Number.isInteger(count))
    throw new Error(`${basename(file)}: ${bytes.length} bytes are no whole number of digits`);
  const labels = bytes.subarray(0, count);
  const images = bytes.subarray(count);
  const places = Array.from(labels.keys());
  const pick = (chosen: readonly number[]): Examples => ({
    labels: Uint8Array.from(chosen, (n) => labels[n]!),
    inputs: pixelsOf(images, chosen),
  });
  return {
    name: "MNIST digits of the package mnist, in 16 shades",
    shape: [1, SIDE, SIDE],
    classes: CLASSES,
    train: pick(places.filter((n) => !isTest(n))),
    test: pick(mixed(places.filter(isTest))),
  };
}

async function wholeFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const files = createOpenFiles();
  try {
    const source = await files.open(path);
    return new Uint8Array(await source.read(0, source.size));
  } finally {
    await files.close();
  }
}

/** Digits of one kind follow one another, so that this takes as large a share of each. */
function isTest(place: number): boolean {
  return place % TEST_SHARE === TEST_SHARE - 1;
}

/** Always in the same order: whoever judges by batches' own statistics must not have one digit alone in them. */
function mixed(places: readonly number[]): number[] {
  return Array.from(permutation(places.length, createRandom(0)), (place) => places[place]!);
}

/** A byte holds a pixel and, in its low half, the one below: see build.js. */
function pixelsOf(images: Uint8Array, chosen: readonly number[]): Float32Array {
  const inputs = new Float32Array(chosen.length * PIXELS);
  chosen.forEach((n, i) => {
    for (let pair = 0; pair < PIXELS / 2; pair++) {
      const both = images[(n * PIXELS) / 2 + pair]!;
      const upper = i * PIXELS + 2 * pair - (pair % SIDE);
      inputs[upper] = (both >> 4) / (SHADES - 1);
      inputs[upper + SIDE] = (both & 15) / (SHADES - 1);
    }
  });
  return inputs;
}

import type { Pixels } from "./decodeImage";

/** Red, green and blue from 0 to 255, one plane after the other. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * Scales an image to a size, its shape with it: bilinear, and where it shrinks, the mean over as many pixels as make one
 * (a triangle as wide, as Pillow's BILINEAR and torchvision's antialias have it), without rounding.
 */
export function scaleImage(pixels: Pixels, [height, width]: readonly [number, number]): Planes {
  const across = weightsOf(pixels.width, width);
  const down = weightsOf(pixels.height, height);
  const values = new Float32Array(3 * height * width);
  const narrow = new Float32Array(pixels.height * width);
  for (let channel = 0; channel < 3; channel++) {
    scaleAcross(pixels, channel, across, narrow);
    scaleDown(narrow, width, down, values.subarray(channel * height * width, (channel + 1) * height * width));
  }
  return { width, height, values };
}

/** Which pixels make each one: from `first` on, with the weights from `start` to the next one's. */
interface Weights {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

function weightsOf(from: number, to: number): Weights {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  const first = new Int32Array(to);
  const start = new Int32Array(to + 1);
  const all: number[] = [];
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio;
    first[i] = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const raw = Array.from({ length: end - first[i]! }, (_, k) => {
      return Math.max(0, 1 - Math.abs(first[i]! + k - centre + 0.5) / reach);
    });
    const sum = raw.reduce((total, weight) => total + weight, 0);
    all.push(...raw.map((weight) => weight / sum));
    start[i + 1] = all.length;
  }
  return { first, start, weights: Float64Array.from(all) };
}

function scaleAcross(
  { width, height, stride, data }: Pixels,
  channel: number,
  { first, start, weights }: Weights,
  into: Float32Array,
): void {
  const to = first.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < to; x++) {
      let sum = 0;
      let at = (y * width + first[x]!) * stride + channel;
      for (let k = start[x]!; k < start[x + 1]!; k++) {
        sum += weights[k]! * data[at]!;
        at += stride;
      }
      into[y * to + x] = sum;
    }
  }
}

function scaleDown(rows: Float32Array, width: number, { first, start, weights }: Weights, into: Float32Array): void {
  const sums = new Float64Array(width);
  for (let y = 0; y < first.length; y++) {
    sums.fill(0);
    for (let k = start[y]!; k < start[y + 1]!; k++) {
      const row = (first[y]! + k - start[y]!) * width;
      const weight = weights[k]!;
      for (let x = 0; x < width; x++) sums[x]! += weight * rows[row + x]!;
    }
    into.set(sums, y * width);
  }
}

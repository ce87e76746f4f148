/// <reference path="../onnxModules.d.ts" />
import { decode } from "jpeg-js";
import { PNG } from "pngjs";
import { looksLike } from "../../../readers/looksLike";
import { checkPng } from "./checkPng";

/** Pixels of 8 bits, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Bytes of a pixel: red, green and blue come first. */
  readonly stride: 3 | 4;
  readonly data: Uint8Array;
}

/** What fits into some hundred MB of memory. */
export const MOST_PIXELS = 100_000_000;
const MOST_MB = 1024;

/**
 * A PNG or JPEG image, told by its first bytes. What is transparent has the colour that stands there, what has 16 bits its
 * upper 8, and a turn that a camera's notes (EXIF) ask for is not made.
 *
 * @throws the bare reason
 */
export function decodeImage(file: Buffer): Pixels {
  if (!isPng(file) && !isJpeg(file))
    throw new Error(`an image is a PNG or a JPEG file, but ${looksLike(file.subarray(0, 16))}`);
  try {
    return isPng(file) ? decodePng(file) : decodeJpeg(file);
  } catch (error) {
    // The libraries stumble over some damages instead of naming them.
    if ((error as Error).constructor !== Error) throw new Error("its data is damaged");
    throw error;
  }
}

function decodePng(file: Buffer): Pixels {
  checkPng(file, MOST_PIXELS);
  return { ...PNG.sync.read(file), stride: 4 };
}

function decodeJpeg(file: Buffer): Pixels {
  const { width, height, data } = decode(file, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MOST_PIXELS / 1e6,
    maxMemoryUsageInMB: MOST_MB,
  });
  return { width, height, stride: 3, data };
}

export function isPng(file: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, i) => file[i] === byte);
}

export function isJpeg(file: Uint8Array): boolean {
  return [0xff, 0xd8, 0xff].every((byte, i) => file[i] === byte);
}

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Input } from "./component";

const LARGEST = 100_000;

/** Files of some folders whose names fit, and that are small enough to be read a thousand times. */
export function sampleFiles(folders: readonly string[], fits: RegExp): readonly Input[] {
  return folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => fits.test(path))
    .sort()
    .map((path) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) }))
    .filter(({ bytes }) => bytes.length <= LARGEST);
}

/** The text of an input, in which a private character stands for half of a pair, which no file can hold. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8").replaceAll(HALF_PAIR_MARK, "\ud800");
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.replaceAll("\ud800", HALF_PAIR_MARK), "utf8"));
}

const HALF_PAIR_MARK = "\uf8ff";

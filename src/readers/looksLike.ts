const MAGICS: readonly (readonly [magic: string, what: string])[] = [
  ["\x93NUMPY", "a NumPy array (.npy)"],
  ["PK\x03\x04", "a zip archive (.npz, .pt, .keras)"],
  ["PK\x05\x06", "an empty zip archive"],
  ["\x89HDF\r\n\x1a\n", "an HDF5 file"],
  ["\x1f\x8b", "a gzip file"],
  ["GGUF", "a GGUF model"],
  ["version https://git-lfs", "a Git LFS pointer: run `git lfs pull` to fetch the file itself"],
  ["<!DOCTYPE html", "a web page: was the download refused?"],
  ["<!doctype html", "a web page: was the download refused?"],
  ["<html", "a web page: was the download refused?"],
  ["\x80\x02", "a Python pickle, which is never executed"],
  ["\x80\x03", "a Python pickle, which is never executed"],
  ["\x80\x04", "a Python pickle, which is never executed"],
  ["\x80\x05", "a Python pickle, which is never executed"],
];

/** Bytes that are enough to tell what a file looks like. */
export const MAGIC_BYTES = Math.max(...MAGICS.map(([magic]) => magic.length));

/** What a file that is not what its name says begins as, in words that end a sentence. */
export function looksLike(head: Uint8Array): string {
  const text = String.fromCharCode(...head.subarray(0, MAGIC_BYTES));
  const known = MAGICS.find(([magic]) => text.startsWith(magic));
  if (known) return `it begins as ${known[1]}`;
  if (head.length === 0) return "it is empty";
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `it begins with the bytes ${hex.join(" ")}`;
}

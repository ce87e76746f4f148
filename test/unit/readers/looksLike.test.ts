import assert from "node:assert/strict";
import { looksLike } from "../../../src/readers/looksLike";
import { hex, latin1 } from "./bytes";

describe("what a file begins as", () => {
  const cases: readonly (readonly [head: Uint8Array, says: string])[] = [
    [hex(""), "it is empty"],
    [hex("89 48 44 46 0d 0a 1a 0a"), "it begins as an HDF5 file"],
    [latin1("GGUF\x03"), "it begins as a GGUF model"],
    [latin1("<!DOCTYPE html><html>"), "it begins as a web page: was the download refused?"],
    [latin1("<!doctype html>"), "it begins as a web page: was the download refused?"],
    [
      latin1("version https://git-lfs.github.com/spec/v1"),
      "it begins as a Git LFS pointer: run `git lfs pull` to fetch the file itself",
    ],
    [hex("01 02 ff"), "it begins with the bytes 01 02 ff"],
  ];
  for (const [head, says] of cases) it(says, () => assert.equal(looksLike(head), says));
});

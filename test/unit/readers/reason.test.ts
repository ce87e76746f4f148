import assert from "node:assert/strict";
import { reason } from "../../../src/readers/reason";

const failed = (code: string) => Object.assign(new Error(`${code}: …, open '/home/ann/x.npy'`), { code });

/** What is thrown, and what a person reads. */
const CASES: readonly (readonly [what: string, thrown: unknown, says: string])[] = [
  ["a missing file", failed("ENOENT"), "no such file or folder"],
  ["a file of somebody else", failed("EACCES"), "permission denied"],
  ["a full disk", failed("ENOSPC"), "no space left on the disk"],
  ["what seldom happens, by the system's code", failed("EXDEV"), "EXDEV"],
  ["what has no code", "gone", "gone"],
];

describe("The reason why a file cannot be had", () => {
  for (const [what, thrown, says] of CASES) {
    it(`is said in words without a path: ${what}`, () => assert.equal(reason(thrown), says));
  }
});

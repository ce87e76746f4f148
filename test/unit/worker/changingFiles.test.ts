import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openTensors } from "../../../src/readers/openTensors";
import { inflate } from "../../../src/worker/inflate";
import { createOpenFiles } from "../../../src/worker/openFiles";
import { readAll } from "../readers/memorySource";
import { openOptions } from "../readers/openOptions";

const MODELS = "test/fixtures/models";
const FILES = [
  "test/fixtures/readers/version-1.npy",
  "test/fixtures/readers/little.npz",
  "test/fixtures/readers/little-deflated.npz",
  `${MODELS}/safetensors/types.safetensors`,
  `${MODELS}/torch/state-dict.pt`,
  `${MODELS}/torch/deflated.pt`,
  `${MODELS}/torch/legacy.pt`,
  `${MODELS}/torch/legacy-tar.pt`,
  `${MODELS}/onnx/types-raw.onnx`,
  `${MODELS}/gguf/types.gguf`,
  `${MODELS}/flax/types.msgpack`,
  `${MODELS}/keras/float16.keras`,
  `${MODELS}/keras/datasets.h5`,
];

/** What happens to a file after it was opened, and whether its values can still be had, "read", or must have been told. */
const CHANGES: readonly (readonly [title: string, change: (path: string) => void, values: "read" | "either"])[] = [
  ["is removed", (path) => rmSync(path), "read"],
  ["is replaced", (path) => replace(path, Buffer.from("another file")), "read"],
  ["grows", (path) => appendFileSync(path, "more"), "read"],
  ["is cut to a half", (path) => truncateSync(path, Math.floor(statSync(path).size / 2)), "either"],
  ["is emptied", (path) => truncateSync(path, 0), "either"],
  ["is emptied and written again as something else", (path) => writeFileSync(path, "#".repeat(100_000)), "either"],
];

describe("A file that changes while it is read", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-changing-"));
  after(() => rmSync(folder, { recursive: true }));

  for (const file of FILES) {
    for (const [title, change, values] of CHANGES) {
      it(`gives its values or is named in one line where it ${title}: ${basename(file)}`, async () => {
        const whole = await read(file, () => {});
        const path = join(folder, basename(file));
        copyFileSync(file, path);
        const changed = await read(path, () => change(path)).catch((error: Error) => error);
        if (changed instanceof Error) {
          assert.notEqual(values, "read", changed.message);
          assert.equal(changed.constructor, Error, changed.stack);
          assert.match(changed.message, /^[^\p{Cc}\p{Cf}]{1,400}$/u);
          assert.ok(changed.message.startsWith(`${basename(file)}: `), changed.message);
        } else if (!title.includes("something else")) {
          assert.deepEqual(changed, whole);
        }
      });
    }
  }

  it("is told to have ended, with both sizes", async () => {
    const path = join(folder, "cut.npy");
    copyFileSync(FILES[0]!, path);
    const { size } = statSync(path);
    await assert.rejects(
      read(path, () => truncateSync(path, size - 3)),
      new RegExp(`^Error: cut\\.npy: .*ended at byte ${size - 3} while being read, but had ${size}$`),
    );
  });
});

/** The values of a file's tensors, where something happens to the file once it is opened. */
async function read(path: string, happens: () => void): Promise<readonly Uint8Array[]> {
  const files = createOpenFiles();
  try {
    const options = { ...openOptions, inflateRaw: inflate };
    const { tensors } = await openTensors(await files.open(path), basename(path), options);
    happens();
    const all: Uint8Array[] = [];
    for (const tensor of tensors) all.push(await readAll(tensor));
    return all;
  } finally {
    await files.close();
  }
}

function replace(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
  assert.equal(readFileSync(path).length, bytes.length);
}

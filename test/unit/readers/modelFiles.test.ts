import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fortranToC } from "../../../src/engine/layout";
import type { DeclaredNorm } from "../../../src/engine/norms/declaredNorm";
import { DTYPE_BYTES, type Tensor } from "../../../src/engine/tensor";
import type { ClosedTensor } from "../../../src/readers/fileContents";
import { openContents, readAll } from "./memorySource";
import { openOptions } from "./openOptions";

const FOLDER = "test/fixtures/models";

/** What a framework says of a file that it wrote; the script beside it has written this down. */
interface Golden {
  readonly format: string;
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly role?: string;
    /** Of the values in C order, little-endian. */
    readonly sha256: string;
  }[];
  /** `reason` must be part of ours. */
  readonly closed?: readonly Omit<ClosedTensor, "bytes">[];
  /** Facts that must be among ours. */
  readonly facts?: readonly (readonly [string, string])[];
  readonly norms?: readonly DeclaredNorm[];
}

describe("files that frameworks wrote are read back exactly", () => {
  const goldens = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".golden.json"),
  );
  for (const golden of goldens.sort()) {
    const file = golden.replace(/\.golden\.json$/, "");
    it(file, async () => {
      const expected: Golden = JSON.parse(readFileSync(join(FOLDER, golden), "utf8"));
      const contents = await openContents(...fileWithSiblings(file), openOptions);
      assert.equal(contents.format, expected.format);
      const found = [];
      for (const tensor of contents.tensors) found.push(await described(tensor));
      assert.deepEqual(found, expected.tensors);
      assert.deepEqual(
        contents.closed.map(({ bytes: _, ...tensor }) => tensor),
        (expected.closed ?? []).map((tensor, i) => ({
          ...tensor,
          reason: withPart(contents.closed[i]?.reason, tensor.reason),
        })),
      );
      for (const fact of expected.facts ?? [])
        assert.ok(
          contents.facts.some((own) => String(own) === String(fact)),
          String(fact),
        );
      assert.deepEqual(contents.norms, expected.norms ?? []);
    });
  }
});

function fileWithSiblings(file: string): [string, Buffer, Record<string, Uint8Array<ArrayBuffer>>] {
  const folder = dirname(join(FOLDER, file));
  const siblings = readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))] as const);
  const name = file.slice(file.lastIndexOf("/") + 1);
  assert.ok(existsSync(join(folder, name)));
  return [name, readFileSync(join(folder, name)), Object.fromEntries(siblings)];
}

async function described({ chunks, readInto: _, order, ...tensor }: Tensor): Promise<Golden["tensors"][number]> {
  const stored = await readAll({ ...tensor, order, chunks });
  const size = DTYPE_BYTES[tensor.dtype];
  const values = order === "C" ? stored : new Uint8Array(stored.length);
  if (order === "F") {
    for (let i = 0; i < stored.length / size; i++)
      values.set(stored.subarray(i * size, (i + 1) * size), fortranToC(tensor.shape, i) * size);
  }
  return { ...tensor, sha256: createHash("sha256").update(values).digest("hex") };
}

/** The whole reason where it holds the part, else the part, which then differs. */
function withPart(reason: string | undefined, part: string): string {
  return reason?.includes(part) ? reason : part;
}

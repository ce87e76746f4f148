import assert from "node:assert/strict";
import { float32, hex, toHex, zeros } from "../bytes";
import { openContents, readAll } from "../memorySource";
import { dict, extension, ndarray, type Packable, pack } from "./msgpackBytes";

/** Says that a dictionary opens as tensors, closed ones and facts, one text each. */
function check(title: string, tree: Packable, expected: readonly string[]) {
  it(title, async () => {
    const { tensors, closed, facts } = await openContents("m.msgpack", pack(tree));
    const found: string[] = [];
    for (const { role, ...read } of tensors) {
      found.push(`${read.name} ${read.dtype} (${read.shape}) ${toHex(await readAll(read))}${role ? `, ${role}` : ""}`);
    }
    for (const { name, dtype, bytes, reason } of closed) found.push(`${name}, ${dtype}, ${bytes} bytes: ${reason}`);
    assert.deepEqual([...found, ...facts.map(([name, value]) => `${name} = ${value}`)], expected);
  });
}

describe("A .msgpack file", () => {
  const one = ndarray([1], "float32", float32(1));
  for (const dtype of ["V2", "|V2", "void16"]) {
    check(`${dtype} is bfloat16`, dict(["x", ndarray([2], dtype, hex("803f 0040"))]), ["x bfloat16 (2) 803f0040"]);
  }
  check("texts are closed", dict(["x", ndarray([2], "str32", zeros(16))]), [
    "x, str32, 16 bytes: its dtype 'str32' is not read",
  ]);
  check("so are bytes and other extensions", dict(["a", zeros(3)], ["b", extension(5, zeros(2))]), [
    "a, bytes, 3 bytes: it is bytes without a dtype",
    "b, bytes, 2 bytes: its extension type 5 is none of Flax's",
  ]);
  check("lists are dictionaries of their places", dict(["a", [one, [one]]]), [
    "a/0 float32 (1) 0000803f",
    "a/1/0 float32 (1) 0000803f",
  ]);
  check("paths that are the same", dict(["a/b", one], ["a", dict(["b", one])], ["a/b", one]), [
    "a/b float32 (1) 0000803f",
    "a/b (2) float32 (1) 0000803f",
    "a/b (3) float32 (1) 0000803f",
  ]);
  check(
    "what an optimizer keeps",
    dict(["opt_state", dict(["0", one])], ["optimizer", dict(["target", one], ["state", [one]])]),
    [
      "opt_state/0 float32 (1) 0000803f, optimizer",
      "optimizer/target float32 (1) 0000803f",
      "optimizer/state/0 float32 (1) 0000803f, optimizer",
    ],
  );
  const fixext = { packed: hex("d6 02 92 00 d0 ff") };
  check(
    "values in all forms",
    dict(
      ["a", { packed: hex("d3 ff ff ff ff ff ff ff fe") }],
      ["b", fixext],
      ["c", { packed: hex("d1 ff fe") }],
      ["d", { packed: hex("ca 3f 80 00 00") }],
    ),
    ["a = -2", "b = 0-1j", "c = -2", "d = 1"],
  );
  check("nothing", dict(), []);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ListedTensor } from "../../../../src/protocol/engineApi";
import { type Folder, isFolder, tensorsIn, tensorsNamed, tensorTree } from "../../../../src/ui/editor/tensorTree";
import { listRows, treeRows } from "../../../../src/ui/editor/treeRows";

const tensor = (name: string, bytes = 4): ListedTensor => ({
  name,
  dtype: "float32",
  shape: [bytes / 4],
  bytes,
  role: null,
  closed: null,
});
const treeOf = (...names: string[]) => tensorTree(names.map((name) => tensor(name)));
const shown = (root: Folder, sort: Parameters<typeof treeRows>[2] = null) =>
  treeRows(root, () => true, sort).map(({ entry, depth }) => `${"  ".repeat(depth)}${entry.label}`);

describe("the tree of tensors", () => {
  it("follows the parts of the names", () => {
    assert.deepEqual(shown(treeOf("fc.weight", "fc.bias", "model/x:0", "top")), [
      "fc",
      "  weight",
      "  bias",
      "model",
      "  x:0",
      "top",
    ]);
  });

  it("takes folders with one folder inside for one", () => {
    assert.deepEqual(shown(treeOf("model.layers.0.weight", "model.layers.1.weight")), [
      "model.layers",
      "  0",
      "    weight",
      "  1",
      "    weight",
    ]);
  });

  it("counts numbered siblings up, and keeps the file's order else", () => {
    assert.deepEqual(
      shown(treeOf("b.10.w", "b.2.w", "b.9.w", "a")).filter((row) => !row.includes("w")),
      ["b", "  2", "  9", "  10", "a"],
    );
  });

  it("sums tensors and bytes", () => {
    const root = tensorTree([tensor("a.x", 8), tensor("a.b.y", 16), tensor("c", 4)]);
    assert.deepEqual([root.tensors, root.bytes], [3, 28]);
    const [a] = root.children.filter(isFolder);
    assert.deepEqual([a!.path, a!.tensors, a!.bytes], ["a.", 2, 24]);
  });

  it("sorts siblings in the tree, and everything in the list", () => {
    const tensors = [tensor("a.x", 8), tensor("b.y", 400), tensor("a.z", 16)];
    const largest = { column: "size", descending: true };
    assert.deepEqual(shown(tensorTree(tensors), largest), ["b", "  y", "a", "  z", "  x"]);
    assert.deepEqual(
      listRows(tensors, largest).map(({ entry }) => entry.label),
      ["b.y", "a.z", "a.x"],
    );
  });

  it("hides what is in closed folders", () => {
    const root = treeOf("a.x", "a.y", "b");
    assert.equal(treeRows(root, () => false, null).length, 2);
  });

  it("finds what holds every word, in name or dtype", () => {
    const tensors = [tensor("layer1.bn.weight"), tensor("layer1.conv.weight"), tensor("layer2.bn.weight")];
    const found = (filter: string) => tensorsNamed(tensors, filter).map(({ name }) => name);
    assert.deepEqual(found("BN layer1 float"), ["layer1.bn.weight"]);
    assert.equal(found("").length, 3);
    assert.deepEqual(found("layer1 nothing"), []);
  });

  it("holds every tensor once, whatever the names, and quickly", () => {
    const part = fc.stringMatching(/^[ab./]{0,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(part, { maxLength: 30 }), (names) => {
        const root = treeOf(...names);
        assert.deepEqual(
          tensorsIn(root)
            .map(({ name }) => name)
            .sort(),
          [...names].sort(),
        );
        for (const row of treeRows(root, () => true, null)) assert.ok(row.depth < 40);
      }),
    );
    const dots = tensorTree([tensor(".".repeat(1_000_000)), tensor("a.".repeat(1_000_000))]);
    assert.equal(dots.tensors, 2);
  });
});

import assert from "node:assert/strict";
import { kerasLayer } from "../../../../src/readers/keras/kerasLayer";
import { producersOf } from "../../../../src/readers/keras/producersOf";
import { savedLayers } from "../../../../src/readers/keras/savedLayers";
import { parseJson } from "../../../../src/readers/parseJson";
import { utf8 } from "../bytes";
import { fixture } from "../hdf5/hdf5Bytes";
import { openContents } from "../memorySource";
import { openOptions } from "../openOptions";
import { zipBytes } from "../zip/zipBytes";

const tensor = (name: string) => ({ class_name: "__keras_tensor__", config: { keras_history: [name, 0, 0] } });
const layer = (name: string, ...inputs: readonly string[]) => ({
  class_name: "Dense",
  name,
  config: { name },
  inbound_nodes:
    inputs.length === 0 ? [] : [{ args: [inputs.length === 1 ? tensor(inputs[0]!) : inputs.map(tensor)], kwargs: {} }],
});

describe("producersOf", () => {
  const cases: readonly (readonly [
    name: string,
    layers: readonly unknown[],
    outputs: unknown,
    found: readonly string[],
  ])[] = [
    ["a chain", [layer("a"), layer("b", "a"), layer("c", "b")], ["c", 0, 0], ["c<b"]],
    ["an input that the model is called with", [{ ...layer("a"), inbound_nodes: [[]] }, layer("b", "a")], [], ["b<a"]],
    ["an output that is used twice", [layer("i"), layer("a", "i"), layer("b", "a"), layer("c", "a")], [], []],
    [
      "an output of the model",
      [layer("i"), layer("a", "i"), layer("b", "a")],
      [
        ["a", 0, 0],
        ["b", 0, 0],
      ],
      [],
    ],
    [
      "an output that a function uses too",
      [layer("i"), layer("a", "i"), layer("b", "a"), { ...layer("add", "a", "b"), module: "keras.src.ops.numpy" }],
      [],
      [],
    ],
    ["several inputs", [layer("i"), layer("a", "i"), layer("b", "a", "i")], [], []],
    [
      "a layer that is called twice",
      [
        layer("i"),
        layer("j"),
        { ...layer("a", "i"), inbound_nodes: [[["i", 0, 0, {}]], [["j", 0, 0, {}]]] },
        layer("b", "a"),
      ],
      [],
      [],
    ],
    [
      "Keras 2's calls",
      [
        layer("i"),
        { ...layer("a"), inbound_nodes: [[["i", 0, 0, {}]]] },
        { ...layer("b"), inbound_nodes: [[["a", 0, 0, { mask: null }]]] },
      ],
      [["b", 0, 0]],
      ["b<a"],
    ],
    [
      "nonsense",
      [
        { ...layer("a"), inbound_nodes: 7 },
        { ...layer("b"), inbound_nodes: [null, [[]], ["a"]] },
      ],
      {},
      [],
    ],
  ];
  for (const [name, layers, outputs, found] of cases) {
    it(name, () => {
      const model = kerasLayer(json({ class_name: "Functional", config: { layers, output_layers: outputs } }))!;
      const pairs = [...producersOf(model)].map(([one, other]) => `${one.name}<${other.name}`);
      assert.deepEqual(pairs, found);
    });
  }
});

describe("savedLayers", () => {
  it("numbers the groups of a class in each model, and leaves functions out", () => {
    const inner = { class_name: "Sequential", config: { name: "inner", layers: [layer("x"), layer("y")] } };
    const add = { class_name: "Dense", module: "keras.src.ops.numpy", config: { name: "add" } };
    const model = kerasLayer(
      json({ class_name: "Functional", config: { layers: [layer("a"), add, inner, layer("b")] } }),
    )!;
    assert.deepEqual(
      savedLayers(model).map(({ group, path }) => [group, path]),
      [
        ["layers/dense", "a"],
        ["layers/sequential", "inner"],
        ["layers/sequential/layers/dense", "inner/x"],
        ["layers/sequential/layers/dense_1", "inner/y"],
        ["layers/dense_1", "b"],
      ],
    );
  });
});

describe("a .keras file", () => {
  it("is read without a configuration that is none, and says why", async () => {
    const weights = { name: "model.weights.h5", data: fixture("counted.weights.h5") };
    const file = zipBytes([{ name: "config.json", data: utf8('{"a": NaN}') }, weights]);
    const { facts, tensors } = await openContents("x.keras", file, {}, openOptions);
    assert.ok(tensors.some(({ name }) => name === "batch_normalization/moving_mean"));
    assert.deepEqual(facts, [["config.json cannot be read", `"NaN}" where a value should be, at character 6`]]);
  });

  it("keeps the names in the weights where the configuration is of another model", async () => {
    const weights = { name: "model.weights.h5", data: fixture("counted.weights.h5") };
    const config = { class_name: "Sequential", config: { layers: [layer("other"), layer("another")] } };
    const file = zipBytes([{ name: "config.json", data: utf8(JSON.stringify(config)) }, weights]);
    const { tensors } = await openContents("x.keras", file, {}, openOptions);
    assert.ok(tensors.some(({ name }) => name === "dense_1/kernel"));
    assert.ok(!tensors.some(({ name }) => name.startsWith("other")));
  });
});

function json(value: unknown) {
  return parseJson(JSON.stringify(value));
}

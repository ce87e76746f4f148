import assert from "node:assert/strict";
import { openRunnable } from "../../../../src/readers/onnx/openRunnable";
import { concat, float32 } from "../bytes";
import { memorySource } from "../memorySource";
import { field } from "../protobuf/protobufBytes";
import { FLOAT, initializer, model, node, raw } from "./onnxBytes";

const X = field(
  11,
  concat(
    field(1, "x"),
    field(2, field(1, concat(field(1, FLOAT), field(2, concat(field(1, field(1, 2)), field(1, field(1, 4))))))),
  ),
);
const vector = (name: string) => initializer(name, [4], raw(float32(1, 2, 3, 4)));
const one = (name: string, value: number) => initializer(name, [], raw(float32(value)));
const LAST = concat(field(1, "axes"), field(8, -1));

/** What comes before: 1 / √(σ² + ε) of the last axis. */
const INVERSE = [
  X,
  one("eps", 1e-6),
  vector("gamma"),
  vector("beta"),
  node("ReduceMean", ["x"], ["mean"], LAST),
  node("Sub", ["x", "mean"], ["centred"]),
  node("Mul", ["centred", "centred"], ["squares"]),
  node("ReduceMean", ["squares"], ["variance"], LAST),
  node("Add", ["variance", "eps"], ["sum"]),
  node("Sqrt", ["sum"], ["deviation"]),
  node("Reciprocal", ["deviation"], ["inverse"]),
];
const SCALED = [...INVERSE, node("Mul", ["inverse", "gamma"], ["factor"])];

const open = async (...nodes: readonly Uint8Array[]) =>
  (await openRunnable(memorySource(model(...nodes)), "m.onnx", undefined)).norms.map(({ declared, enters, leaves }) => {
    const { method, weight, bias, eps } = declared;
    return { method, weight, bias, eps, enters, leaves };
  });

describe("A layer normalization that TensorFlow has written as one product over its input", () => {
  const found = { method: "layer", weight: "gamma", bias: "beta", eps: 1e-6, enters: "x", leaves: "y" };

  it("is found with weight and bias", async () => {
    const rest = [
      node("Mul", ["x", "factor"], ["scaled"]),
      node("Mul", ["mean", "factor"], ["moved"]),
      node("Sub", ["beta", "moved"], ["shift"]),
      node("Add", ["scaled", "shift"], ["y"]),
    ];
    assert.deepEqual(await open(...SCALED, ...rest), [found]);
  });

  it("is found without either", async () => {
    const rest = [
      node("Mul", ["inverse", "x"], ["scaled"]),
      node("Mul", ["inverse", "mean"], ["moved"]),
      node("Sub", ["scaled", "moved"], ["y"]),
    ];
    assert.deepEqual(await open(...INVERSE, ...rest), [{ ...found, weight: null, bias: null }]);
  });

  const others: [string, readonly Uint8Array[]][] = [
    [
      "the mean is added",
      [
        node("Mul", ["x", "factor"], ["scaled"]),
        node("Mul", ["mean", "factor"], ["moved"]),
        node("Add", ["beta", "moved"], ["shift"]),
        node("Add", ["scaled", "shift"], ["y"]),
      ],
    ],
    [
      "the bias is taken away",
      [
        node("Mul", ["x", "factor"], ["scaled"]),
        node("Mul", ["mean", "factor"], ["moved"]),
        node("Sub", ["moved", "beta"], ["shift"]),
        node("Add", ["scaled", "shift"], ["y"]),
      ],
    ],
    [
      "another value is scaled",
      [
        vector("other"),
        node("Mul", ["other", "factor"], ["scaled"]),
        node("Mul", ["mean", "factor"], ["moved"]),
        node("Sub", ["beta", "moved"], ["shift"]),
        node("Add", ["scaled", "shift"], ["y"]),
      ],
    ],
    [
      "the factor is used besides",
      [
        node("Mul", ["x", "factor"], ["scaled"]),
        node("Mul", ["mean", "factor"], ["moved"]),
        node("Sub", ["beta", "moved"], ["shift"]),
        node("Add", ["scaled", "shift"], ["y"]),
        node("Neg", ["factor"], ["z"]),
      ],
    ],
    [
      "the sum is of something else",
      [
        node("Mul", ["x", "factor"], ["scaled"]),
        node("Mul", ["mean", "factor"], ["moved"]),
        node("Sub", ["beta", "moved"], ["shift"]),
        node("Add", ["scaled", "beta"], ["y"]),
      ],
    ],
  ];
  for (const [name, rest] of others) {
    it(`is none where ${name}`, async () => assert.deepEqual(await open(...SCALED, ...rest), []));
  }
});

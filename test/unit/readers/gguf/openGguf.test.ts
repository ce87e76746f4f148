import assert from "node:assert/strict";
import { concat, float32, toHex, uint, zeros } from "../bytes";
import { openContents, readAll } from "../memorySource";
import { ggufBytes, info, list, pair, text } from "./ggufBytes";

const VALUES = float32(1, 2, 3, 4);
const EPS = "a.attention.layer_norm_epsilon";
const RMS_EPS = "a.attention.layer_norm_rms_epsilon";
const FLOAT32 = 6;

describe("A .gguf file", () => {
  it("of version 1 has counts of 32 bits", async () => {
    const key = concat(text("general.name", 12, 4), uint(4, 8), text("old", 3, 4));
    const entry = concat(text("x", 1, 4), uint(4, 2), uint(4, 1), uint(4, 4), uint(4, 0), uint(8, 0));
    const file = ggufBytes({ version: 1, keys: [key], infos: [entry], data: VALUES });
    const { tensors, facts } = await openContents("m.gguf", file);
    assert.deepEqual(facts, [
      ["version", "1, little-endian"],
      ["name", "old"],
    ]);
    assert.deepEqual(tensors[0]!.shape, [4, 1]);
    assert.equal(toHex(await readAll(tensors[0]!)), toHex(VALUES));
  });

  it("lists types that it does not know as closed", async () => {
    const infos = [info("x", [4], 31, 0), info("y", [32, 2], 2, 32)];
    const { closed } = await openContents("m.gguf", ggufBytes({ infos, data: zeros(68) }));
    assert.deepEqual(closed, [
      { name: "x", dtype: "type 31", shape: [4], bytes: 0, reason: "its type 31 is unknown" },
      {
        name: "y",
        dtype: "Q4_0",
        shape: [2, 32],
        bytes: 36,
        reason: "its values are quantised, in blocks of 32 values in 18 bytes (Q4_0)",
      },
    ]);
  });

  it("names each tensor once", async () => {
    const infos = [info("x", [4], 0, 0), info("x", [4], 0, 32)];
    const { tensors } = await openContents("m.gguf", ggufBytes({ infos, data: zeros(64) }));
    assert.deepEqual(
      tensors.map(({ name }) => name),
      ["x", "x (2)"],
    );
  });

  it("passes over long texts and lists", async () => {
    const keys = [
      pair("tokenizer.chat_template", 8, text("x".repeat(2000))),
      pair("tokens", 9, list(8, 3, text("a"), text(""), text("bc"))),
      pair("general.name", 8, text("after")),
    ];
    assert.deepEqual((await openContents("m.gguf", ggufBytes({ keys }))).facts[1], ["name", "after"]);
  });

  const cases: readonly (readonly [
    title: string,
    keys: Readonly<Record<string, number>>,
    names: string,
    expected: string,
  ])[] = [
    ["RMS by its epsilon", { [RMS_EPS]: 1e-5 }, "output_norm.weight", "output_norm rms 0.00001"],
    ["layer by its epsilon", { [EPS]: 1e-12 }, "output_norm.weight", "output_norm layer 1e-12"],
    [
      "layer by its bias",
      { [RMS_EPS]: 1e-5, [EPS]: 1e-6 },
      "k_norm.weight k_norm.bias q_norm.weight",
      "k_norm layer 0.000001, q_norm rms 0.00001",
    ],
    ["none without an epsilon", {}, "output_norm.weight", ""],
    [
      "other names",
      { [RMS_EPS]: 1 },
      "v.blk.0.ln1.weight v.post_ln.weight blk.0.attn_norm_2.weight",
      "v.blk.0.ln1 rms 1, v.post_ln rms 1, blk.0.attn_norm_2 rms 1",
    ],
    [
      "no norms",
      { [RMS_EPS]: 1 },
      "blk.0.attn_q.weight normal.weight blk.0.kiln.weight output_norm.scale blk.0.time_mix_ln.weight",
      "",
    ],
  ];
  for (const [title, epsilons, names, expected] of cases) {
    it(`declares normalization layers: ${title}`, async () => {
      const keys = Object.entries(epsilons).map(([key, value]) => pair(key, FLOAT32, float32(value)));
      const infos = names.split(" ").map((name, i) => info(name, [4], 0, 32 * i));
      const { norms } = await openContents("m.gguf", ggufBytes({ keys, infos, data: zeros(32 * infos.length) }));
      assert.equal(norms.map(({ name, method, eps }) => `${name} ${method} ${eps}`).join(", "), expected);
    });
  }
});

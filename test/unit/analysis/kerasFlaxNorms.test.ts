import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NORMALIZATIONS, normalizationNamed } from "../../../src/analysis/catalogue";
import { layerFacts } from "../../../src/analysis/layerFacts";
import { argumentsOf, layerAt } from "../../../src/analysis/layerHover";
import type { Parameter } from "../../../src/analysis/layers";
import { layerText } from "../../../src/analysis/layerText";
import type { LayerFacts, Source, State } from "../../../src/analysis/normFacts";
import { pythonParser } from "./pythonParser";

interface Golden {
  readonly signatures: Record<string, [string, { default: number | boolean | "other" | null } | null, boolean][]>;
  readonly modules: Record<string, string>;
  readonly layers: {
    readonly code: string;
    readonly shape: number[];
    /** Whether the running variance moves by the biased variance; null where nothing moves. */
    readonly biased: boolean | null;
    readonly training: { readonly axes: number[]; readonly updates: boolean };
    readonly inference: { readonly axes: number[] };
    readonly parameters: [string, number[]][];
    readonly state: [string, number[]][];
  }[];
}

/** What Keras 3.15 and Flax 0.12 themselves say; `dump_keras_flax_norms.py` beside it writes it. */
const golden: Golden = JSON.parse(readFileSync("test/fixtures/analysis/keras-flax-norms.json", "utf8"));

describe("the catalogue against Keras and Flax", () => {
  for (const [qualified, signature] of Object.entries(golden.signatures)) {
    it(`${qualified}: signature`, () => {
      const layer = normalizationNamed(qualified);
      assert.ok(layer);
      assert.deepEqual(layer.signature.map(described), signature);
    });
  }

  it("has every layer of theirs, and none that they do not have", () => {
    const known = NORMALIZATIONS.filter(({ framework }) => framework !== "torch").map(({ homes, name }) => [
      homes,
      name,
    ]);
    assert.equal(known.length, Object.keys(golden.signatures).length);
  });

  it("knows every layer under its module's name", () => {
    for (const [qualified, name] of Object.entries(golden.modules))
      assert.equal(normalizationNamed(qualified)?.name, name, qualified);
  });

  for (const { code, shape, biased, training, inference, parameters, state } of golden.layers) {
    it(`${code} on ${shape}`, async () => {
      const facts = await factsOf(code);
      const axes = wholeAxes(facts, shape.length);
      assert.deepEqual(heard(facts.training, axes), training.axes);
      assert.deepEqual(heard(facts.inference, axes), inference.axes);
      assert.equal(facts.training === "batch", training.updates);
      const sizes = sizesOf(facts, shape);
      assert.deepEqual(statesOf(facts.learned ? facts.parameters : [], sizes), parameters);
      assert.deepEqual(statesOf(facts.tracked ? facts.buffers : [], sizes), state);
      const said = layerText(facts)
        .rows.flatMap(({ pieces }) => pieces)
        .join("");
      assert.equal(/the (moving|running) ones follow \(biased variance(?: in Keras 3)?\)/.test(said), biased === true);
    });
  }
});

function described({ name, default: value, keywordOnly }: Parameter): unknown[] {
  const plain = typeof value === "object" && value !== null ? "other" : value;
  return [name, plain === undefined ? null : { default: plain }, keywordOnly === true];
}

async function factsOf(code: string): Promise<LayerFacts> {
  const source = `import keras\nfrom flax import linen, nnx\n${code}`;
  const file = (await pythonParser()).parse(source)!;
  const at = layerAt(file, source.lastIndexOf(code));
  assert.ok(at);
  const facts = layerFacts(at.layer, argumentsOf(at.layer, at.node, file));
  file.dispose();
  return facts;
}

/** The axes of a real input that stand at each place of a layout, where "*" stands for those that are left over. */
function placesOf({ input }: LayerFacts, rank: number): number[][] {
  const layout = input ?? [];
  const star = layout.indexOf("*");
  const extra = star < 0 ? 0 : rank - layout.length;
  return layout.map((_, i) => (i === star ? span(i, extra + 1) : [star >= 0 && i > star ? i + extra : i]));
}

function wholeAxes(facts: LayerFacts, rank: number): number[] {
  const places = placesOf(facts, rank);
  return facts.axes.flatMap((axis) => places[axis] ?? []);
}

/** What the names of a layout's sizes stand for on a real input. */
function sizesOf(facts: LayerFacts, shape: readonly number[]): Map<unknown, number> {
  const places = placesOf(facts, shape.length);
  return new Map((facts.input ?? []).map((name, i) => [name, shape[places[i]?.[0] ?? 0]!]));
}

function span(start: number, length: number): number[] {
  return Array.from({ length }, (_, i) => start + i);
}

function heard(source: Source | undefined, axes: number[]): number[] {
  return source === "running" ? [] : axes;
}

function statesOf(states: readonly State[], sizes: Map<unknown, number>): unknown[] {
  const named = states.map(({ name, shape }) => [name, shape.map((size) => sizes.get(size) ?? size)] as const);
  return named.sort(([a], [b]) => (a < b ? -1 : 1));
}

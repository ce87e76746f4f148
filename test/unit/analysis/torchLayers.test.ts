import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { layerFacts } from "../../../src/analysis/layerFacts";
import { argumentsOf, layerAt } from "../../../src/analysis/layerHover";
import { LAYERS, layerNamed } from "../../../src/analysis/layers";
import type { LayerFacts, Source, State } from "../../../src/analysis/normFacts";
import { pythonParser } from "./pythonParser";

interface Golden {
  readonly signatures: Record<string, [string, { default: number | boolean | null } | null, boolean][] | null>;
  readonly modules: Record<string, string>;
  readonly layers: {
    readonly code: string;
    readonly shape: number[] | null;
    readonly training?: { readonly axes: number[]; readonly updates: boolean };
    readonly inference?: { readonly axes: number[] };
    readonly parameters: [string, number[]][];
    readonly buffers: [string, number[]][];
  }[];
}

/** What PyTorch 1.13 itself says; `dump_torch_layers.py` beside it writes it. */
const golden: Golden = JSON.parse(readFileSync("test/fixtures/analysis/torch-layers.json", "utf8"));

describe("the catalogue against PyTorch", () => {
  for (const [name, signature] of Object.entries(golden.signatures)) {
    it(`${name}: signature`, () => {
      const layer = LAYERS.find((candidate) => candidate.name === name);
      assert.ok(layer);
      if (signature === null) return assert.ok(layer.since, "not in PyTorch 1.13, so it must say since when");
      const then = layer.signature.filter((parameter) => !parameter.since);
      assert.deepEqual(
        then.map((parameter) => [
          parameter.name,
          parameter.default === undefined ? null : { default: parameter.default },
        ]),
        signature.map(([parameter, value]) => [parameter, value]),
      );
    });
  }

  it("knows every layer under its module's name", () => {
    for (const [name, module] of Object.entries(golden.modules))
      assert.equal(layerNamed(`${module}.${name}`)?.name, name);
  });

  for (const { code, shape, training, inference, parameters, buffers } of golden.layers) {
    it(`${code} on ${shape}`, async () => {
      const facts = await factsOf(code);
      assert.deepEqual(statesOf(facts.parameters, facts.learned), withChannels(parameters, facts));
      assert.deepEqual(statesOf(facts.buffers, facts.tracked), withChannels(buffers, facts));
      if (!shape || !training || !inference) return;
      const axes = wholeAxes(facts, shape.length);
      assert.deepEqual(heard(facts.training, axes), training.axes);
      assert.deepEqual(heard(facts.inference, axes), inference.axes);
      assert.equal(facts.tracked, training.updates);
    });
  }
});

async function factsOf(code: string): Promise<LayerFacts> {
  const source = `import torch.nn as nn\n${code}`;
  const file = (await pythonParser()).parse(source)!;
  const at = layerAt(file, source.lastIndexOf(code) + "nn.".length);
  assert.ok(at);
  const facts = layerFacts(at.layer, argumentsOf(at.layer, at.node, file));
  file.dispose();
  return facts;
}

/** Axes of a real input that an output value hears of, where "*" stands for those that are left over. */
function wholeAxes({ input, axes }: LayerFacts, rank: number): number[] {
  const layout = input ?? [];
  const star = layout.indexOf("*");
  const extra = star < 0 ? 0 : rank - layout.length;
  const places = layout.map((_, i) => (i === star ? span(i, extra + 1) : [star >= 0 && i > star ? i + extra : i]));
  return axes.flatMap((axis) => places[axis] ?? []).filter((axis) => axis < rank);
}

function span(start: number, length: number): number[] {
  return Array.from({ length }, (_, i) => start + i);
}

function heard(source: Source | undefined, axes: number[]): number[] {
  return source === "running" ? [] : axes;
}

function statesOf(states: readonly State[], present: boolean | undefined): unknown[] {
  return present ? states.map(({ name, shape }) => [name, shape]) : [];
}

/** A lazy layer learns its channels from the input; before that they are called C. */
function withChannels(states: [string, number[]][], { layer }: LayerFacts): unknown[] {
  return states.map(([name, shape]) => [name, layer.lazy ? shape.map(() => "C") : shape]);
}

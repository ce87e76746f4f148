import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Framework, LayerSpec } from "../../../../src/analysis/frameworks/layerSpec";
import { SPECS, specNamed } from "../../../../src/analysis/frameworks/specs";
import type { Parameter } from "../../../../src/analysis/layers";

/** Name, default as Python writes it ("?" for no literal, null for none), given by name alone. */
type Written = [name: string, value: string | null, keywordOnly?: boolean][];

/** What the frameworks say themselves; the scripts beside the files write them. */
const torch: { others: Record<string, Written>; homes: Record<string, string> } = JSON.parse(
  readFileSync("test/fixtures/analysis/torch-layers.json", "utf8"),
);
const others: Record<Exclude<Framework, "torch">, Record<string, Written>> = JSON.parse(
  readFileSync("test/fixtures/analysis/keras-flax-layers.json", "utf8"),
);

describe("the layers around the norms, against their frameworks", () => {
  for (const [name, signature] of Object.entries(torch.others)) {
    it(`torch ${name}`, () => compare(named("torch", name), signature));
  }
  for (const framework of ["keras", "linen", "nnx"] as const) {
    for (const [name, signature] of Object.entries(others[framework])) {
      it(`${framework} ${name}`, () => compare(named(framework, name), signature));
    }
  }

  it("finds every module of torch.nn under its own module's name", () => {
    for (const [name, home] of Object.entries(torch.homes)) assert.equal(specNamed(`${home}.${name}`)?.name, name);
  });

  it("has one entry for each name", () => {
    const names = SPECS.flatMap(({ homes, name }) => homes.map((home) => `${home}.${name}`));
    assert.equal(new Set(names).size, names.length);
  });
});

function named(framework: Framework, name: string): LayerSpec {
  const found = SPECS.find((spec) => spec.framework === framework && spec.name === name);
  assert.ok(found, `${framework} ${name} is missing`);
  return found;
}

/** Parameters by position are the first of the framework's, in its order; those by name alone are among the rest. */
function compare({ signature }: LayerSpec, golden: Written): void {
  const placed = signature.filter(({ keywordOnly }) => !keywordOnly);
  assert.deepEqual(
    placed.map(({ name }) => name),
    golden.slice(0, placed.length).map(([name]) => name),
  );
  for (const parameter of signature) {
    const found = golden.find(([name]) => name === parameter.name);
    if (!found && INHERITED.has(parameter.name)) continue;
    assert.ok(found, `there is no ${parameter.name}`);
    const written = writtenDefault(parameter);
    if (written !== "?") assert.equal(written, normal(found[1]), parameter.name);
    else assert.notEqual(found[1], null, parameter.name);
  }
}

/** Keras gives these to the layer's base class. */
const INHERITED: ReadonlySet<string> = new Set(["name"]);

function writtenDefault({ default: value }: Parameter): string | null {
  if (value === undefined) return null;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? value.text : String(value);
}

function normal(text: string | null): string | null {
  if (text === null || text === "" || Number.isNaN(Number(text))) return text;
  return String(Number(text));
}

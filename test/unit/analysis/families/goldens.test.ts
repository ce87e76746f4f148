import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ModelKind, Text } from "../../../../src/analysis/families/kind";
import { modelKind } from "../../../../src/analysis/families/modelKind";
import { TRANSFORMERS_WITHOUT } from "../../../../src/analysis/families/transformers";

/** Names of models by what they hold: "batchNorm dropout mode". The scripts beside the files built the models. */
type Models = Readonly<Record<string, readonly string[]>>;

function golden<T extends { models: Models }>(name: string): T {
  return JSON.parse(readFileSync(`test/fixtures/families/${name}.json`, "utf8"));
}

/** Each golden's models, how they are asked for, and parts of names that may be unknown. */
const FRAMEWORKS: readonly {
  readonly name: string;
  readonly unknown: readonly string[];
  ask(model: string): ModelKind | null;
}[] = [
  { name: "torchvision", unknown: [" untrained"], ask: torchvision },
  {
    name: "timm",
    // Names of evolved and filtered norms tell nothing, and models for timm's own tests have no family.
    unknown: ["_evos", "_frn", "test_"],
    ask: (model) => modelKind("timm.create_model", [{ name: null, text: model }], []),
  },
  { name: "keras", unknown: [], ask: (model) => modelKind(model, [], []) },
  {
    name: "segmentation",
    unknown: [],
    ask: (model) => {
      const [architecture, encoder = ""] = model.split(" ");
      return modelKind(
        `segmentation_models_pytorch.${architecture}`,
        [{ name: "encoder_name", text: encoder }],
        ["encoder_name", "encoder_weights"],
      );
    },
  },
  {
    name: "transformers",
    // Their configurations, or the classes that they are made of, may choose otherwise.
    unknown: [
      "Cvt",
      "Data2Vec",
      "FastSpeech",
      "GLPN",
      "GroupViT",
      "Hubert",
      "Patch",
      "Perceiver",
      "Seamless",
      "SpeechT5",
      "Wav2Vec2",
      // Of what has none, whole families are told by their sources.
      ": no",
    ],
    ask: (model) => modelKind(`transformers.${model}`, [], []),
  },
];

/** Detection models stand in the golden with the weights they were asked for. */
function torchvision(model: string): ModelKind | null {
  const [name, weights] = model.split(" ");
  const texts: Text[] = weights === "pretrained" ? [{ name: "weights", text: "DEFAULT" }] : [];
  const keywords = weights === "untrained" ? ["weights", "weights_backbone"] : [];
  if (!name?.startsWith("quantized_")) return modelKind(`torchvision.models.${name}`, texts, keywords);
  return modelKind("torchvision.models.get_model", [{ name: null, text: name }], keywords);
}

describe("what models hold, against the models themselves", () => {
  for (const { name, unknown, ask } of FRAMEWORKS) {
    for (const [held, models] of Object.entries(golden(name).models)) {
      const [batchNorm, dropout, mode] = held.split(" ");
      it(`${name}: ${models.length} with batch norm ${batchNorm}, dropout ${dropout}`, () => {
        for (const model of models) {
          const kind = ask(model);
          const mayBeUnknown = unknown.some((part) => `${model}: ${batchNorm}`.includes(part));
          if (!mayBeUnknown) assert.equal(kind?.batchNorm, batchNorm, model);
          for (const [said, is] of [
            [kind?.batchNorm, batchNorm],
            [kind?.dropout, dropout],
            [kind?.mode, mode],
          ]) {
            assert.ok(said === is || said === "unknown" || said === undefined, `${model}: ${said}, but is ${is}`);
          }
        }
      });
    }
  }

  it("believes of transformers only families in whose sources there is no batch norm", () => {
    const { without } = golden<{ models: Models; without: readonly string[] }>("transformers");
    const sure = without.filter((family) => modelKind(`transformers.${family}Model`, [])?.batchNorm === "no");
    assert.ok(sure.length > 40, `${sure.length} families`);
    const clean = new Set(without);
    for (const family of TRANSFORMERS_WITHOUT) assert.ok(clean.has(family), family);
  });
});

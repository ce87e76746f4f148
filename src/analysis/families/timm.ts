import type { ModelCall, ModelKind, Tri } from "./modelKind";
import { textNamed } from "./texts";

/** What timm builds: by "timm.create_model" and a name among the texts, or by an entry point of timm.models. */
export function timmModel(qualified: string, call: ModelCall): ModelKind | null {
  const path = qualified.split(".");
  const called = path.at(-1) ?? "";
  if (called === "create_model") return timmNamed(textNamed(call.texts, "model_name", 0) ?? "", call) ?? UNKNOWN;
  return path[1] === "models" ? timmNamed(called, call) : null;
}

/** The model of a name such as "resnet50", "resnet50.a1_in1k" or "hf_hub:timm/resnet50.a1_in1k"; null where no family has it. */
export function timmNamed(written: string, { keywords }: ModelCall): ModelKind | null {
  const name = written
    .replace(/^hf[-_]hub:/, "")
    .replace(/^timm\//, "")
    .replace(/\..*$/s, "");
  const family = /^[a-z]+(?=[\d_]|$)/.exec(name)?.[0] ?? "";
  const batchNorm = normOf(name, family);
  if (batchNorm === null) return null;
  const sure = keywords !== null && !DROPPING.has(family);
  // Models that were pruned are put together by code that leaves its layers in evaluation mode.
  return {
    ...UNKNOWN,
    batchNorm,
    dropout: sure ? "no" : "unknown",
    mode: name.endsWith("_pruned") ? "unknown" : "train",
  };
}

const UNKNOWN: ModelKind = { batchNorm: "unknown", dropout: "unknown", mode: "unknown", framework: "torch" };

function normOf(name: string, family: string): Tri | null {
  const mixed = MIXED.find(([pattern]) => pattern.test(name));
  if (mixed) return mixed[1];
  if (WITHOUT.has(family)) return "no";
  if (!WITH.has(family)) return null;
  // Variants of a family with batch norm say in their names which other norm they have.
  return /_s?gn(?:_|$)/.test(name) ? "no" : /_(?:evo|frn|ln|rms|iabn|nf|bit)/.test(name) ? "unknown" : "yes";
}

/** Families that hold both, by patterns; the first that fits decides. */
const MIXED: readonly (readonly [RegExp, Tri])[] = [
  [/^vit_\w+_(?:mci|resnet\d+d)_/, "yes"],
  [/^vit_\w+_(?:patch\d+|r\d*_s\d+)_/, "no"],
  [/^vgg\d+_bn$/, "yes"],
  [/^vgg\d+$/, "no"],
  [/^resnetv2_\d+x\d_bit/, "no"],
  [/^(?:eca|dm)_nfnet_/, "no"],
  [/^nf_/, "no"],
  [/^eca_(?:bot|halo|res|vov)ne/, "yes"],
  [/^mobilenetv[1-4]_/, "yes"],
  [/^mobilenetv5_/, "no"],
];

const WITH: ReadonlySet<string> = new Set(
  (
    "bat botnet coatnet convmixer cs cspdarknet cspresnet cspresnext darknet darknetaa densenet densenetblur dla dpn " +
    "ecaresnet ecaresnetlight ecaresnext efficientformer efficientformerv efficientnet efficientnetv efficientvit ese " +
    "fasternet fastvit fbnetc fbnetv gc gcresnet gcresnext gernet ghostnet ghostnetv halo halonet haloregnetz " +
    "hardcorenas hgnet hgnetv hrnet inception lambda lamhalobotnet lcnet legacy levit maxvit mixnet mnasnet mobilenet " +
    "mobileone mobilevit mobilevitv nasnetalarge nextvit pnasnet regnetv regnetx regnety regnetz repghostnet repvgg " +
    "repvit res resnest resnet resnetaa resnetblur resnetrs resnetv resnext rexnet rexnetr sebotnet sedarknet sehalonet " +
    "selecsls semnasnet senet seresnet seresnetaa seresnext seresnextaa shvit skresnet skresnext spnasnet starnet " +
    "swiftformer tf tiny tinynet tresnet visformer volo vovnet wide xception xcit"
  ).split(" "),
);

const WITHOUT: ReadonlySet<string> = new Set(
  (
    "aimv beit beitv caformer cait coat coatnext convformer convit convnext convnextv crossvit davit deit edgenext eva " +
    "flexivit focalnet gcvit gmixer gmlp hiera hieradet mambaout maxxvit maxxvitv mixer mvitv naflexvit nest nfnet pit " +
    "poolformer poolformerv pvt rdnet resmlp sam samvit sequencer swin swinv tnt twins vitamin"
  ).split(" "),
);

/** Families of which some models drop something by default. */
const DROPPING: ReadonlySet<string> = new Set(
  (
    "bat coatnet efficientformerv fasternet focalnet maxvit maxxvit maxxvitv nest nextvit rexnet rexnetr swin swinv " +
    "tiny vit"
  ).split(" "),
);

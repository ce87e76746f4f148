import type { ModelCall, ModelKind, Tri } from "./kind";
import { textNamed } from "./texts";
import { UNKNOWN } from "./unknown";

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
  const family = (/^[a-z]+(?=[\d_]|$)/.exec(name)?.[0] ?? "")
    .replace(ATTENTION, "")
    .replace(/(?:aa|blur|light|v)$/, "");
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

/** What a residual network's name begins with where it has some attention besides; endings say how it is sampled, or its version. */
const ATTENTION = /^(?:eca|gc|se|sk)(?=res)/;

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
    "bat botnet coatnet convmixer cs cspdarknet cspresnet cspresnext darknet densenet dla dpn efficientformer " +
    "efficientnet efficientvit ese fasternet fastvit fbnet fbnetc gc gernet ghostnet halo halonet haloregnetz " +
    "hardcorenas hgnet hrnet inception lambda lamhalobotnet lcnet legacy levit maxvit mixnet mnasnet mobilenet " +
    "mobileone mobilevit nasnetalarge nextvit pnasnet regnet regnetx regnety regnetz repghostnet repvgg repvit " +
    "res resnest resnet resnetrs resnext rexnet rexnetr sebotnet sedarknet sehalonet selecsls semnasnet senet " +
    "shvit spnasnet starnet swiftformer tf tiny tinynet tresnet visformer volo vovnet wide xception xcit"
  ).split(" "),
);

const WITHOUT: ReadonlySet<string> = new Set(
  (
    "aim beit caformer cait coat coatnext convformer convit convnext crossvit davit deit edgenext eva flexivit " +
    "focalnet gcvit gmixer gmlp hiera hieradet mambaout maxxvit mixer mvit naflexvit nest nfnet pit poolformer " +
    "pvt rdnet resmlp sam samvit sequencer swin tnt twins vitamin"
  ).split(" "),
);

/** Families of which some models drop something by default. */
const DROPPING: ReadonlySet<string> = new Set(
  "bat coatnet efficientformer fasternet focalnet maxvit maxxvit nest nextvit rexnet rexnetr swin tiny vit".split(" "),
);

import { hubModel } from "./hub";
import { kerasApplication } from "./kerasApplications";
import type { ModelCall, ModelKind, Text } from "./kind";
import { segmentationModel } from "./segmentation";
import { timmModel } from "./timm";
import { torchvisionModel } from "./torchvision";
import { transformersModel } from "./transformers";

/**
 * What a call builds of the models that torchvision, timm, Keras applications, transformers, torch.hub and
 * segmentation_models_pytorch bring: null for a name that builds none that is known.
 *
 * `qualified` is what the callee resolves to, such as "torchvision.models.resnet50" or "timm.create_model". `keywords`
 * are the names of all keyword arguments, whatever their values: one that chooses norms or a rate of dropout makes the
 * answer unknown. Without them, what such arguments often change is unknown throughout.
 *
 * The tables are held to the frameworks by test/fixtures/families, whose requirements name the versions.
 */
export function modelKind(
  qualified: string,
  texts: readonly Text[],
  keywords: readonly string[] | null = null,
): ModelKind | null {
  const [root = ""] = qualified.split(".", 1);
  const build = BUILDERS.get(root);
  const kind = build?.(qualified, { texts, keywords }) ?? null;
  if (kind === null) return null;
  const given = [...(keywords ?? []), ...texts.map(({ name }) => name ?? "")];
  return {
    ...kind,
    batchNorm: given.some((name) => CHOOSES_NORM.test(name)) ? "unknown" : kind.batchNorm,
    dropout: given.some((name) => CHOOSES_RATE.test(name)) ? "unknown" : kind.dropout,
  };
}

/** Arguments by which norms are chosen or folded away. */
const CHOOSES_NORM =
  /^(?:norm_layer|norm_act|act_norm|bn_\w+|use_bn|use_batch_?norm|block_args|quantize|layers|stem_type)$/;

/** Arguments by which a rate is chosen, or the part of the model that has the dropout left out. */
const CHOOSES_RATE = /drop|stochastic_depth|survival|^include_top$|^num_classes$/;

type Build = (qualified: string, call: ModelCall) => ModelKind | null;

const BUILDERS: ReadonlyMap<string, Build> = new Map<string, Build>([
  ["torchvision", torchvisionModel],
  ["timm", timmModel],
  ["torch", hubModel],
  ["keras", kerasApplication],
  ["tensorflow", kerasApplication],
  ["tf_keras", kerasApplication],
  ["transformers", transformersModel],
  ["segmentation_models_pytorch", segmentationModel],
]);

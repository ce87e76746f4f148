import type { ModelCall, ModelKind, Tri } from "./kind";
import { textNamed } from "./texts";

/** What a function of torchvision.models builds; "torchvision.models.get_model" asks for the name among the texts. */
export function torchvisionModel(qualified: string, call: ModelCall): ModelKind | null {
  const path = qualified.split(".");
  const called = path.at(-1) ?? "";
  if (path[1] !== "models") return null;
  if (!/^(?:get|build)_model$/.test(called)) return torchvisionNamed(called, call);
  const name = textNamed(call.texts, "name", 0)?.toLowerCase() ?? "";
  return (
    torchvisionNamed(name.replace(/^quantized_/, ""), call) ?? { ...BUILT, batchNorm: "unknown", dropout: "unknown" }
  );
}

/** The model of that name; null where torchvision has none. */
export function torchvisionNamed(name: string, call: ModelCall): ModelKind | null {
  const batchNorm = FROZEN.test(name) ? frozen(call) : WITH.test(name) ? "yes" : WITHOUT.test(name) ? "no" : null;
  return batchNorm === null ? null : { ...BUILT, batchNorm, dropout: DROPOUT.test(name) ? "yes" : "no" };
}

const BUILT = { mode: "train", framework: "torch" } as const;

/** Batch norm of these is frozen where any weights are asked for, as the backbone's are if nothing is said of them. */
function frozen({ texts, keywords }: ModelCall): Tri {
  const weights = texts.some(
    ({ name, text }) => (name === null || /^weights(?:_backbone)?$/.test(name)) && text !== "",
  );
  if (weights) return "no";
  if (keywords === null) return "unknown";
  return keywords.some((name) => /^(?:weights|pretrained)_backbone$/.test(name)) ? "unknown" : "no";
}

const FROZEN =
  /^(?:(?:fasterrcnn|fcos|keypointrcnn|maskrcnn|retinanet)_resnet50_fpn|fasterrcnn_mobilenet_v3_large(?:_320)?_fpn)$/;

const WITH = new RegExp(
  `^(?:${[
    "(?:wide_)?resnet\\d+(?:_2)?|resnext\\d+_\\d+x\\d+d|vgg\\d+_bn|densenet\\d+|googlenet|inception_v3",
    "mnasnet\\d_\\d+|mobilenet_v2|mobilenet_v3_(?:large|small)|shufflenet_v2_x\\d_\\d|regnet_[xy]_\\d+(?:_\\d)?[gm]f",
    "efficientnet_(?:b\\d|v2_[sml])|maxvit_t|(?:fcn|deeplabv3)_resnet\\d+|(?:deeplabv3|lraspp)_mobilenet_v3_large",
    "(?:fasterrcnn|maskrcnn|retinanet)_resnet50_fpn_v2|ssdlite320_mobilenet_v3_large|mc3_18|r3d_18|r2plus1d_18|s3d|raft_large",
  ].join("|")})$`,
);

const WITHOUT =
  /^(?:alexnet|vgg\d+|squeezenet\d_\d|convnext_(?:tiny|small|base|large)|vit_[blh]_\d+|swin(?:_v2)?_[tsb]|swin3d_[tsb]|mvit_v\d_[bs]|ssd300_vgg16|raft_small)$/;

/** Dropout or stochastic depth with a rate that is not zero by default. */
const DROPOUT =
  /^(?:alexnet|vgg|squeezenet|convnext|swin|mvit|s3d|efficientnet|googlenet|inception|maxvit|mnasnet|mobilenet|fcn_|deeplabv3)/;

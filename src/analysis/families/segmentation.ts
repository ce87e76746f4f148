import type { ModelCall, ModelKind, Tri } from "./kind";
import { textNamed } from "./texts";
import { timmNamed } from "./timm";

/** What segmentation_models_pytorch builds: the decoder has batch norm of its own, but for FPN, where the encoder decides. */
export function segmentationModel(qualified: string, call: ModelCall): ModelKind | null {
  const called = qualified.split(".").at(-1) ?? "";
  const factory = called === "create_model";
  const architecture = (factory ? (textNamed(call.texts, "arch", 0) ?? "") : called).toLowerCase();
  if (!factory && (!/^[A-Z]/.test(called) || !ARCHITECTURES.test(architecture))) return null;
  const batchNorm = ARCHITECTURES.test(architecture) ? normOf(architecture, call, factory ? 1 : 0) : "unknown";
  return { batchNorm, dropout: "unknown", mode: "train", framework: "torch" };
}

function normOf(architecture: string, call: ModelCall, place: number): Tri {
  const encoder = encoderNorm(call, place);
  if (encoder === "yes" || architecture === "fpn") return encoder;
  const chosen = call.keywords?.some((name) => /^decoder_use_(?:batch)?norm$/.test(name)) ?? true;
  return chosen && CHOOSE.test(architecture) ? "unknown" : "yes";
}

/** Whether the encoder has batch norm; resnet34 where none is named. */
function encoderNorm(call: ModelCall, place: number): Tri {
  const encoder = textNamed(call.texts, "encoder_name", place);
  if (encoder === null) return "unknown";
  if (encoder.startsWith("tu-")) return timmNamed(encoder.slice(3), call)?.batchNorm ?? "unknown";
  return WITH.test(encoder) ? "yes" : WITHOUT.test(encoder) ? "no" : "unknown";
}

const ARCHITECTURES = /^(?:unet|unetplusplus|manet|linknet|fpn|pspnet|pan|deeplabv3|deeplabv3plus|upernet|segformer)$/;

/** Decoders whose batch norm can be chosen otherwise. */
const CHOOSE = /^(?:unet|unetplusplus|manet|linknet|pspnet|upernet)$/;

const WITH =
  /^(?:(?:se_)?resnet\d+|(?:se_)?resnext\d+_\d+x\d+d|dpn\d+b?|vgg\d+_bn|senet154|densenet\d+|inceptionresnetv2|inceptionv4|xception|mobilenet_v2|mobileone_s\d|efficientnet-b\d|timm-(?:efficientnet-(?:b\d|l2)|tf_efficientnet_lite\d|skresnet\d+|skresnext50_32x4d))$/;
const WITHOUT = /^(?:vgg\d+|mit_b\d)$/;

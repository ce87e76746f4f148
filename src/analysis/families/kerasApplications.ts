import type { ModelKind } from "./kind";

/** What a function of keras.applications builds, under whichever of its homes. Keras models have no mode of their own. */
export function kerasApplication(qualified: string): ModelKind | null {
  const name =
    /^(?:tf_keras|(?:tensorflow\.(?:python\.)?)?keras)\.applications\.(?:\w+\.)?(\w+)$/.exec(qualified)?.[1] ?? "";
  const batchNorm = WITH.test(name) ? "yes" : WITHOUT.test(name) ? "no" : null;
  if (batchNorm === null) return null;
  return { batchNorm, dropout: DROPOUT.test(name) ? "yes" : "no", mode: "unknown", framework: "keras" };
}

const WITH =
  /^(?:DenseNet\d+|EfficientNet(?:B\d|V2(?:B\d|[SML]))|Inception(?:V3|ResNetV2)|MobileNet(?:V2|V3Small|V3Large)?|NASNet(?:Large|Mobile)|ResNet\d+(?:V2)?|Xception)$/;
const WITHOUT = /^(?:ConvNeXt(?:Tiny|Small|Base|Large|XLarge)|VGG1[69])$/;
const DROPOUT = /^(?:EfficientNet|MobileNet(?:V3\w+)?$)/;

import type { Framework } from "../frameworks/layerSpec";
import type { Piece } from "../hoverText";
import type { AdvisedMethod, Ground, Point } from "./advice";
import { measuredGrounds, type NoiseAt, noiseAt, noiseText } from "./measuredNoise";
import { ENOUGH, type Situation } from "./situation";
import {
  BATCH_NORM,
  code,
  GRADIENT_PENALTY,
  GRAPH_NORM,
  GROUP_NORM,
  KERAS_FINE_TUNING,
  LAYER_NORM,
  RMS_NORM,
  rule,
} from "./sources";

/** The method for a place and why; null where what is known does not decide. */
export interface Decision {
  readonly method: AdvisedMethod | null;
  readonly why: readonly Point[];
}

/** The first reason that holds decides. */
export function decide(situation: Situation): Decision {
  const { architecture, place, weights } = situation;
  const method = place.norm?.value.method;
  const kind = architecture?.value;
  if (kind === "convolutional" || kind === "dense")
    return feedForward(situation, kind === "dense", architecture!.grounds);
  if (!architecture) return undecided(situation);
  const { grounds } = architecture;
  if (method === "batch" && weights?.value === "keep") return frozen(situation, weights.grounds);
  if (kind === "graph") return graphs(situation, grounds);
  if (kind === "recurrent") {
    const text =
      "Each step of a sequence is normalized by itself: batch statistics differ from step to step, and with padding.";
    return because("layer", [text], [...grounds, LAYER_NORM]);
  }
  const text = "Each token is normalized by itself, whatever the batch and the padding hold.";
  return method === "rms"
    ? because("rms", [text], [...grounds, RMS_NORM])
    : because("layer", [text], [...grounds, LAYER_NORM]);
}

function graphs(situation: Situation, grounds: readonly Ground[]): Decision {
  const { norm, graphs: of } = situation.place;
  if (norm && norm.value.method !== "batch") return kept(situation, grounds);
  const text = "Statistics of a batch's nodes mix its graphs: a graph would be normalized by what it is batched with.";
  return because(of === "torch_geometric" ? "graph" : "group", [text], [...grounds, GRAPH_NORM]);
}

function feedForward(situation: Situation, dense: boolean, grounds: readonly Ground[]): Decision {
  const { place, batchSize, statistics, weights } = situation;
  const single: AdvisedMethod = dense ? "layer" : "group";
  const norm = place.norm;
  if (norm && norm.value.method !== "batch") return kept(situation, grounds);
  if (place.privacy) {
    const text = "Per-example gradients need layers that do not mix examples, and batch norm does.";
    return because(single, [text], [code(place.privacy), rule("NRM505")]);
  }
  if (place.penalty?.value === true) {
    const text = "A gradient penalty is of each example's own gradient; batch norm would mix in those of the others.";
    return because(dense ? "layer" : "example", [text], [code(place.penalty), GRADIENT_PENALTY]);
  }
  if (place.pretrained?.value === "no" && norm === null && weights?.value === "keep") {
    const text = "The trained model brings no live batch norm; new layers beside it need none.";
    return because(single, [text], weights.grounds);
  }
  if (weights?.value === "keep" && hasBatchNorm(situation)) {
    const large = batchSize !== null && !isTooSmall(situation);
    if (!(large && statistics?.value === "alike" && !place.frozen)) return frozen(situation, weights.grounds);
  }
  if (norm?.value.synchronized) {
    return because("batch", ["Statistics are those of all devices together."], [code(norm), rule("NRM404")]);
  }
  const noise = noiseHere(situation);
  if (isTooSmall(situation)) return tooSmall(situation, single, batchSize!.value, noise);
  if (statistics?.value === "other") {
    const text =
      "Running statistics describe the inputs that were learned from. What normalizes each example by itself needs none.";
    return because(single, [text], [...statistics.grounds, dense ? LAYER_NORM : GROUP_NORM]);
  }
  if (batchSize) return largeEnough(situation, batchSize.value, noise);
  if (norm) {
    const text = `Nothing that is known speaks against it, as long as each device normalizes ${situation.enough} examples or more.`;
    return because("batch", [text], [code(norm), GROUP_NORM, ...measuredGrounds(situation.measured)]);
  }
  const text = "How many examples a device normalizes is not known, and this needs no batch.";
  return because(single, [text], [...grounds, dense ? LAYER_NORM : GROUP_NORM]);
}

/** What is measured at the batch size that is known. */
function noiseHere({ measured, batchSize }: Situation): NoiseAt | null {
  return measured && batchSize && noiseAt(measured, batchSize.value);
}

/** Measured noise calls for a change where it did harm; without any, batches do that papers found too small. */
function isTooSmall(situation: Situation): boolean {
  const noise = noiseHere(situation);
  const { batchSize } = situation;
  return noise ? noise.level === "harmful" : batchSize !== null && batchSize.value < ENOUGH;
}

function hasBatchNorm({ place }: Situation): boolean {
  return place.norm?.value.method === "batch" || (place.norm === null && place.pretrained?.value === "yes");
}

/** What is there and has no batch in it may stay. */
function kept({ place: { norm } }: Situation, grounds: readonly Ground[]): Decision {
  const method = METHODS[norm!.value.method] ?? "other";
  if (method === "other") return because(null, [], []);
  const text = "It normalizes each example by itself: no batch size, and no difference between training and inference.";
  return because(method, [text], [code(norm!), ...grounds]);
}

const METHODS: Readonly<Record<string, AdvisedMethod>> = {
  group: "group",
  layer: "layer",
  rms: "rms",
  instance: "instance",
};

function frozen(situation: Situation, grounds: readonly Ground[]): Decision {
  const { place, batchSize } = situation;
  const small = isTooSmall(situation) ? ` Batches of ${batchSize!.value} would spoil them.` : "";
  const text =
    "Trained weights fit the running statistics that they were trained with: kept in inference mode, these stay as they " +
    `are.${small}`;
  const keeps = [FREEZING[place.framework ?? "torch"], ...(place.frozen ? [rule("NRM105"), code(place.frozen)] : [])];
  return because("frozen", [text], [...grounds, ...keeps, ...(small ? batchSize!.grounds : [])]);
}

/** What tells of batch norm that is to stay frozen. */
const FREEZING: Readonly<Record<Framework, Ground>> = {
  torch: rule("NRM106"),
  keras: KERAS_FINE_TUNING,
  linen: rule("NRM702"),
  nnx: rule("NRM702"),
};

function tooSmall(
  { place, batchSize, measured }: Situation,
  method: AdvisedMethod,
  size: number,
  noise: NoiseAt | null,
): Decision {
  const grounds = [...batchSize!.grounds, ...measuredGrounds(measured)];
  if (size === 1) {
    const text =
      "One example is no batch: batch norm learns on each one's own statistics, and uses running ones in inference.";
    return because(method, [text], [...grounds, rule("NRM401")]);
  }
  const text = noise
    ? noiseText(noise)
    : `A batch of ${size} estimates mean and variance badly: below ${ENOUGH} examples a device, errors rise.`;
  const why = because(method, [text], [...grounds, rule("NRM402"), GROUP_NORM]);
  if (!place.accumulates) return why;
  const more = "Accumulated gradients do not make the batch larger that is normalized.";
  return {
    ...why,
    why: [...why.why, { text: [more], grounds: [code(place.accumulates), rule("NRM403")] }],
  };
}

function largeEnough({ batchSize, measured }: Situation, size: number, noise: NoiseAt | null): Decision {
  const text = noise
    ? noiseText(noise)
    : `Batches of ${size} a device are large enough: ${ENOUGH} are the least, 16 and more are better.`;
  const measurement = noise ? measuredGrounds(measured) : [GROUP_NORM];
  const decision = because("batch", [text], [...batchSize!.grounds, ...measurement, BATCH_NORM]);
  if (!noise || size >= ENOUGH) return decision;
  const general = `In general, batches below ${ENOUGH} are found too small; this was measured on the layer itself.`;
  return { ...decision, why: [...decision.why, { text: [general], grounds: [rule("NRM402"), GROUP_NORM] }] };
}

/** Neither layers nor answers tell what kind of model it is. */
function undecided(situation: Situation): Decision {
  const { place } = situation;
  if (place.norm && place.norm.value.method !== "batch") return kept(situation, []);
  return place.norm || place.pretrained?.value === "yes" ? feedForward(situation, false, []) : because(null, [], []);
}

function because(method: AdvisedMethod | null, text: readonly Piece[], grounds: readonly Ground[]): Decision {
  return { method, why: text.length > 0 ? [{ text, grounds }] : [] };
}

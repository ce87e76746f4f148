import type { Piece, Row } from "./hoverText";
import { otherMomentum } from "./momentum";
import type { LayerFacts } from "./normFacts";
import { type NormSpec, normSpec } from "./normSpec";
import { formatNumber } from "./numbers";

/** The layers of the other frameworks that compute the same, a row each; none where none does or too little is known. */
export function equivalentRows(facts: LayerFacts): readonly Row[] {
  const spec = normSpec(facts);
  if (!spec) return [];
  const own = facts.layer.framework;
  const rows: Row[] = [];
  if (own !== "torch") rows.push(["PyTorch", pieces(torchCode(spec), spec, "first", "; running variance unbiased")]);
  const biased = own === "torch" ? "; running variance biased" : "";
  if (own !== "keras") rows.push(["Keras", pieces(kerasCode(spec), spec, spec.channels, biased)]);
  if (own !== "linen" && own !== "nnx") {
    rows.push(["Flax", pieces(flaxCode(spec), spec, spec.method === "group" ? "last" : spec.channels, biased)]);
  }
  return rows;
}

/** @param channels where the other layer wants the channels to be */
function pieces(code: string | null, spec: NormSpec, channels: NormSpec["channels"], variance: string): Piece[] {
  if (code === null) return [];
  const moved = spec.channels !== null && channels !== spec.channels ? ` on channels-${channels} input` : "";
  const ranks = code.includes("2d(") ? " (or 1d, 3d)" : "";
  return [{ code }, ranks + moved + (spec.method === "batch" ? variance : "")].filter((piece) => piece !== "");
}

function torchCode(spec: NormSpec): string | null {
  const { method, channel, scale, center, synchronized } = spec;
  const eps = `eps=${formatNumber(spec.epsilon)}`;
  const own = method === "layer" || method === "rms";
  if (!own && scale !== center) return null;
  if (method === "layer" && center && !scale) return null;
  const off = own ? "elementwise_affine=False" : "affine=False";
  const affine = scale ? [] : [off];
  const shape = spec.trailing.length === 1 ? spec.trailing[0] : `[${spec.trailing.join(", ")}]`;
  switch (method) {
    case "batch":
      return call(
        synchronized ? "SyncBatchNorm" : "BatchNorm2d",
        channel,
        eps,
        `momentum=${formatNumber(spec.momentum ?? 0)}`,
        ...affine,
      );
    case "instance":
      return call("InstanceNorm2d", channel, eps, ...(scale ? ["affine=True"] : []));
    case "group":
      return call("GroupNorm", spec.groups ?? 1, channel, eps, ...affine);
    case "layer":
      return call("LayerNorm", shape ?? "C", eps, ...affine, ...(scale && !center ? ["bias=False"] : []));
    case "rms":
      return call("RMSNorm", shape ?? "C", eps, ...affine);
  }
}

function kerasCode(spec: NormSpec): string | null {
  const { method, scale, center, trailing } = spec;
  const epsilon = `epsilon=${formatNumber(spec.epsilon)}`;
  const axis = spec.channels === "first" ? ["axis=1"] : [];
  const affine = [...(center ? [] : ["center=False"]), ...(scale ? [] : ["scale=False"])];
  const momentum = `momentum=${formatNumber(otherMomentum(spec.momentum ?? 0))}`;
  const synchronized = spec.synchronized ? ["synchronized=True"] : [];
  switch (method) {
    case "batch":
      return call("BatchNormalization", ...axis, momentum, epsilon, ...affine, ...synchronized);
    case "instance":
      return call("GroupNormalization", "groups=-1", ...axis, epsilon, ...affine);
    case "group":
      return call("GroupNormalization", `groups=${spec.groups}`, ...axis, epsilon, ...affine);
    case "layer":
      return call("LayerNormalization", `axis=${trailingAxes(trailing.length, "[", "]")}`, epsilon, ...affine);
    case "rms":
      return trailing.length === 1 && scale ? call("RMSNormalization", "axis=-1", epsilon) : null;
  }
}

function flaxCode(spec: NormSpec): string | null {
  const { method, scale, center, trailing } = spec;
  const epsilon = `epsilon=${formatNumber(spec.epsilon)}`;
  const first = spec.channels === "first";
  const affine = [...(center || method === "rms" ? [] : ["use_bias=False"]), ...(scale ? [] : ["use_scale=False"])];
  const momentum = `momentum=${formatNumber(otherMomentum(spec.momentum ?? 0))}`;
  const several = trailingAxes(trailing.length, "(", ")");
  const axes = trailing.length === 1 ? [] : [`reduction_axes=${several}`, `feature_axes=${several}`];
  if (spec.synchronized) return null;
  switch (method) {
    case "batch":
      return call("BatchNorm", ...(first ? ["axis=1"] : []), momentum, epsilon, ...affine);
    case "instance":
      return call("InstanceNorm", ...(first ? ["feature_axes=1"] : []), epsilon, ...affine);
    case "group":
      return call("GroupNorm", `num_groups=${spec.groups}`, epsilon, ...affine);
    case "layer":
      return call("LayerNorm", ...axes, epsilon, ...affine);
    case "rms":
      return call("RMSNorm", ...axes, epsilon, ...affine);
  }
}

function call(name: string, ...args: (string | number)[]): string {
  return `${name}(${args.join(", ")})`;
}

function trailingAxes(count: number, open: string, close: string): string {
  if (count === 1) return "-1";
  return `${open}${Array.from({ length: count }, (_, i) => i - count).join(", ")}${close}`;
}

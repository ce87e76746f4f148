import type { Piece } from "../hoverText";
import type { AdvisedMethod, Point } from "./advice";
import { layerCode } from "./layerCode";
import type { Situation } from "./situation";
import { BATCH_NORM, code, DOMAINS, GROUP_NORM, INSTANCE_NORM, LAYER_NORM, point, RMS_NORM, rule } from "./sources";

/** What else there is for a place, and when it would be better. */
export function alternativesTo(method: AdvisedMethod, situation: Situation): readonly Point[] {
  const { architecture } = situation;
  const written = (other: AdvisedMethod): Piece[] => {
    const layer = layerCode(other, situation);
    return layer ? [{ code: layer }] : [NAMES[other]];
  };
  switch (architecture?.value) {
    case "transformer":
    case "recurrent":
      return method === "rms"
        ? [
            point(
              [...written("layer"), ": where trained weights were learned with it, or the mean matters."],
              LAYER_NORM,
            ),
          ]
        : [point([...written("rms"), ": less to compute, as Llama and others have it."], RMS_NORM)];
    case "graph":
      return [point([...written("layer"), ": each node by itself, without a batch vector."], LAYER_NORM)];
    default:
      return feedForward(method, situation, written);
  }
}

function feedForward(
  method: AdvisedMethod,
  { place, enough, architecture }: Situation,
  written: (other: AdvisedMethod) => Piece[],
): Point[] {
  const dense = architecture?.value === "dense";
  const single = dense ? "layer" : "group";
  const points: Point[] = [];
  const forbidden = place.privacy !== null || place.penalty?.value === true;
  if (method !== "batch" && method !== "frozen" && !forbidden) {
    points.push(
      point(
        [...written("batch"), `: from ${enough} examples a device on, where inputs stay what they were.`],
        BATCH_NORM,
        GROUP_NORM,
      ),
    );
  }
  if (method === "batch" || method === "frozen") {
    const when =
      method === "frozen"
        ? ": in layers that are new."
        : `: below ${enough} examples a device, or where inputs in use differ.`;
    points.push(point([...written(single), when], single === "layer" ? LAYER_NORM : GROUP_NORM));
  }
  if (method === "frozen") {
    points.push(
      point(
        [
          "Batch norm that learns on: with 16 examples a device and more; with other inputs, re-estimate its running statistics on them.",
        ],
        GROUP_NORM,
        DOMAINS,
      ),
    );
  }
  const shared = place.distributed ?? place.splits;
  const syncs = method !== "batch" || !place.norm?.value.synchronized;
  if (shared && syncs && !forbidden) {
    points.push(
      point(
        ["Synchronized batch norm: where the devices have enough examples together."],
        code(shared),
        rule("NRM404"),
      ),
    );
  }
  if (method !== "instance" && method !== "frozen" && !dense) {
    points.push(
      point(
        [...written("instance"), ": for style transfer, where an image's contrast is not to count."],
        INSTANCE_NORM,
      ),
    );
  }
  return points;
}

const NAMES: Readonly<Record<AdvisedMethod, string>> = {
  batch: "Batch norm",
  frozen: "Frozen batch norm",
  group: "Group norm",
  example: "Layer norm over all of an example",
  layer: "Layer norm",
  rms: "RMS norm",
  instance: "Instance norm",
  graph: "Graph norm",
  other: "What is there",
};

/** What a person calls a method. */
export function nameOf(method: AdvisedMethod): string {
  return NAMES[method];
}

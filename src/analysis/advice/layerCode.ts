import { groupsOf } from "../assists/groupNorm";
import type { AdvisedMethod } from "./advice";
import type { AdvicePlace } from "./place";
import type { Situation } from "./situation";

/** Python that makes the layer of a method at a place; null where the framework has none, or is not known. */
export function layerCode(method: AdvisedMethod, { place, architecture }: Situation): string | null {
  if (place.framework === null || method === "other") return null;
  const layer = LAYERS[place.framework][method];
  return layer?.(place, architecture?.value === "convolutional") ?? null;
}

/** As many groups as the paper has, where the channels allow it; all of an example is one group. */
export function groupsAt({ channels }: Pick<AdvicePlace, "channels">): number {
  const known = channels?.value ?? null;
  return known === null ? MOST_GROUPS : groupsOf([known]);
}

const MOST_GROUPS = 32;

/** @param maps what is normalized has axes of space, two where the code does not say how many */
type Write = (place: AdvicePlace, maps: boolean) => string;

const LAYERS: Readonly<Record<"torch" | "keras" | "linen" | "nnx", Partial<Record<AdvisedMethod, Write>>>> = {
  torch: {
    batch: (place, maps) =>
      place.norm?.value.synchronized
        ? `${place.prefix}SyncBatchNorm(${channelsAt(place)})`
        : `${place.prefix}BatchNorm${place.rank ?? (maps ? 2 : 1)}d(${channelsAt(place)})`,
    frozen: () => "module.eval()  # of each batch norm, after every model.train()",
    group: (place) => `${place.prefix}GroupNorm(${groupsAt(place)}, ${channelsAt(place)})`,
    example: (place) => `${place.prefix}GroupNorm(1, ${channelsAt(place)})`,
    layer: (place) => `${place.prefix}LayerNorm(${channelsAt(place)})`,
    rms: (place) => `${place.prefix}RMSNorm(${channelsAt(place)})`,
    instance: (place) => `${place.prefix}InstanceNorm${place.rank ?? 2}d(${channelsAt(place)}, affine=True)`,
    graph: (place) => `GraphNorm(${channelsAt(place)})  # from torch_geometric.nn, called with the batch vector`,
  },
  keras: {
    batch: ({ prefix, norm }) => `${prefix}BatchNormalization(${norm?.value.synchronized ? "synchronized=True" : ""})`,
    frozen: () => "x = backbone(x, training=False)",
    group: (place) => `${place.prefix}GroupNormalization(groups=${groupsAt(place)})`,
    example: ({ prefix }) => `${prefix}GroupNormalization(groups=1)`,
    layer: ({ prefix }) => `${prefix}LayerNormalization()`,
    rms: ({ prefix }) => `${prefix}RMSNormalization()`,
    instance: ({ prefix }) => `${prefix}GroupNormalization(groups=-1)`,
  },
  linen: {
    batch: ({ prefix }) => `${prefix}BatchNorm(use_running_average=not train)`,
    frozen: ({ prefix }) => `${prefix}BatchNorm(use_running_average=True)`,
    group: (place) => `${place.prefix}GroupNorm(num_groups=${groupsAt(place)})`,
    example: ({ prefix }) => `${prefix}GroupNorm(num_groups=1)`,
    layer: ({ prefix }) => `${prefix}LayerNorm()`,
    rms: ({ prefix }) => `${prefix}RMSNorm()`,
    instance: ({ prefix }) => `${prefix}InstanceNorm()`,
  },
  nnx: {
    batch: (place) => `${place.prefix}BatchNorm(${channelsAt(place)}, rngs=rngs)`,
    frozen: (place) => `${place.prefix}BatchNorm(${channelsAt(place)}, use_running_average=True, rngs=rngs)`,
    group: (place) => `${place.prefix}GroupNorm(${channelsAt(place)}, num_groups=${groupsAt(place)}, rngs=rngs)`,
    example: (place) => `${place.prefix}GroupNorm(${channelsAt(place)}, num_groups=1, rngs=rngs)`,
    layer: (place) => `${place.prefix}LayerNorm(${channelsAt(place)}, rngs=rngs)`,
    rms: (place) => `${place.prefix}RMSNorm(${channelsAt(place)}, rngs=rngs)`,
    instance: (place) => `${place.prefix}InstanceNorm(${channelsAt(place)}, rngs=rngs)`,
  },
};

/** The number of channels, or what the code gives for it. */
function channelsAt({ channels }: AdvicePlace): string {
  return channels?.value?.toString() ?? channels?.written ?? "channels";
}

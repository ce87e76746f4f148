import { formatCount, formatShare } from "../formatNumber";

const SHOWN = 5;

/** Channels for which something holds. */
export function channelsWhere(values: Float64Array, holds: (value: number, channel: number) => boolean): number[] {
  const channels: number[] = [];
  for (let c = 0; c < values.length; c++) if (holds(values[c]!, c)) channels.push(c);
  return channels;
}

/** "channels 0, 7 and 12 of 64"; "76 of 512 channels (15 %, such as 3, 9, 12)"; "all 64 channels". */
export function channelList(channels: readonly number[], all: number): string {
  if (channels.length === all) return all === 1 ? "the only channel" : `all ${formatCount(all)} channels`;
  if (channels.length === 1) return `channel ${channels[0]} of ${formatCount(all)}`;
  if (channels.length <= SHOWN) {
    return `channels ${channels.slice(0, -1).join(", ")} and ${channels.at(-1)} of ${formatCount(all)}`;
  }
  const some = channels.slice(0, SHOWN).join(", ");
  return `${formatCount(channels.length)} of ${formatCount(all)} channels (${formatShare(channels.length / all)}, such as ${some})`;
}

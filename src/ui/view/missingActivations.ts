import type { Layer } from "../../engine/report";
import { cleanName } from "../figures/safeText";

/** Why nothing can be asked of a layer's examples, in one line; null where nothing is known to be missing. */
export function missingActivations(name: string, { running, shape, channelAxis }: Layer): string | null {
  const layer = cleanName(name);
  const sizes = `shape (${shape.join(", ")})`;
  if (running?.logged)
    return `A run's log holds statistics of ${layer}, but this takes activations: capture some (normscope.capture) and profile that file.`;
  if (channelAxis === null)
    return `${layer} has no axis of channels beside one of examples: its ${sizes} is too short.`;
  if (channelAxis === 0) return `${layer} has no axis of examples: its channels lie along the first axis of ${sizes}.`;
  if (running === null && shape[0] === 1)
    return `${layer} holds one example (${sizes}), but this takes two at least: capture a batch of several.`;
  return null;
}

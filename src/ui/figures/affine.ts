import { isNearZero, NEAR_ZERO, rootMeanSquare } from "../../engine/findings/robust";
import { byValue, channelStrip, type Remark } from "./channelStrip";
import type { Canvas, Figure } from "./figure";
import { noteOf } from "./runningStatistics";
import { shortName } from "./safeText";

/** Which channels does γ switch off? */
export function gammaFigure(canvas: Canvas, name: string, gamma: Float64Array): Figure {
  const remarks = gammaRemarks(gamma);
  return channelStrip(canvas, {
    id: "gamma",
    title: `${shortName(name, 40)} · which channels does γ switch off?`,
    subtitle: `Each dot is a channel's γ, sorted; × below ${NEAR_ZERO * 100} % of their root mean square.`,
    note: noteOf(remarks, "No channel's γ is near zero."),
    quantity: "γ",
    xTitle: `channel, sorted by γ (${gamma.length} in all)`,
    values: gamma,
    order: byValue(gamma),
    remarks,
    logarithmic: false,
  });
}

/** What does β add to each channel? In γ's order where there is a γ, its dead channels marked as there. */
export function betaFigure(canvas: Canvas, name: string, beta: Float64Array, gamma: Float64Array | null): Figure {
  const off = gamma === null ? null : gammaRemarks(gamma);
  const remarks = Array.from(beta, (value, channel): Remark | null => {
    if (!Number.isFinite(value)) return "not finite";
    return off?.[channel] === "near zero" ? "near zero" : null;
  });
  const dead = remarks.flatMap((remark, channel) => (remark === "near zero" ? [channel] : []));
  return channelStrip(canvas, {
    id: "beta",
    title: `${shortName(name, 40)} · what does β add to each channel?`,
    subtitle:
      gamma === null
        ? "Each dot is a channel's β, sorted."
        : "Each dot is a channel's β, in the order of γ above; × where γ is near zero and β is all that is left.",
    note:
      dead.length === 0
        ? noteOf(remarks, "β is finite throughout.")
        : `${dead.length} ${dead.length === 1 ? "channel is" : "channels are"} next to constant: γ is near zero and β remains.`,
    quantity: "β",
    xTitle: `channel, sorted by ${gamma === null ? "β" : "γ"} (${beta.length} in all)`,
    values: beta,
    order: byValue(gamma ?? beta),
    remarks,
    logarithmic: false,
  });
}

function gammaRemarks(gamma: Float64Array): (Remark | null)[] {
  const rms = rootMeanSquare(gamma);
  return Array.from(gamma, (value) => {
    if (!Number.isFinite(value)) return "not finite";
    return isNearZero(value, rms) ? "near zero" : null;
  });
}

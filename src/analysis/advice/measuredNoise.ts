import { formatCount, formatNumber } from "../../engine/formatNumber";
import { CAUTIOUS_NOISE, HARMFUL_NOISE, HARMLESS_NOISE } from "../../engine/whatIf/retrained";
import { smallestWithin } from "../../engine/whatIf/smallestBatch";
import type { Ground, Measured } from "./advice";

/** What measured noise at a batch size means. "untried" lies between what was harmless and what was harmful. */
export type NoiseLevel = "hardly there" | "harmless" | "untried" | "harmful";

export interface NoiseAt {
  readonly size: number;
  readonly rms: number;
  readonly level: NoiseLevel;
}

/** The noise of batches of a size; from the next smaller ones that were drawn, it falls as 1 / √size. */
export function noiseAt({ noise }: Measured, size: number): NoiseAt {
  const drawn = noise.findLast((one) => one.size <= size) ?? noise[0]!;
  const rms = drawn.rms * Math.sqrt(drawn.size / size);
  return { size, rms, level: levelOf(rms) };
}

function levelOf(rms: number): NoiseLevel {
  if (rms <= CAUTIOUS_NOISE) return "hardly there";
  if (rms <= HARMLESS_NOISE) return "harmless";
  return rms < HARMFUL_NOISE ? "untried" : "harmful";
}

/** The smallest batch whose noise did no harm where networks were trained again. */
export function smallestHarmless({ noise }: Measured): number {
  return smallestWithin(noise, HARMLESS_NOISE).size;
}

const CAUTIOUS = `${CAUTIOUS_NOISE} σ, the cautious limit`;
const HARMLESS = `${HARMLESS_NOISE} σ, up to which no network that was trained again lost to group norm`;
const HARMFUL = `${HARMFUL_NOISE} σ, from which on networks that were trained again clearly did`;

/** What the noise at a batch size says, and by which of the thresholds. */
export function noiseText({ size, rms, level }: NoiseAt): string {
  const noise = `Batches of ${size} put ${formatNumber(rms)} σ of noise on the output here`;
  switch (level) {
    case "hardly there":
      return `${noise}: within ${CAUTIOUS}.`;
    case "harmless":
      return `${noise}: more than ${CAUTIOUS}, and within ${HARMLESS}.`;
    case "untried":
      return `${noise}: more than ${HARMLESS}, and less than ${HARMFUL}. Between the two nothing was tried, so that it is no reason to change.`;
    case "harmful":
      return `${noise}: more than ${HARMFUL}.`;
  }
}

/** From which sizes on the noise is within each threshold. */
export function sizesText(measured: Measured): string {
  const from = (limit: number) => {
    const { size, isExtrapolated } = smallestWithin(measured.noise, limit);
    return `from ${isExtrapolated ? "about " : ""}${formatCount(size)} examples a device on`;
  };
  return `The noise here is within ${HARMLESS}, ${from(HARMLESS_NOISE)}; within ${CAUTIOUS}, ${from(CAUTIOUS_NOISE)}.`;
}

/** The study's numbers: those of the sizes that were drawn. */
export function measuredGrounds(measured: Measured | null): Ground[] {
  if (!measured) return [];
  const told = measured.noise
    .filter(({ size }) => size <= LARGEST_TOLD && size > 1)
    .map(({ size, rms }) => `${formatNumber(rms)} σ at ${size}`);
  return [{ kind: "measurement", text: `${measured.name}: ${told.join(", ")}` }, RETRAINED];
}

/** Of larger batches there is less and less to say. */
const LARGEST_TOLD = 32;

const RETRAINED: Ground = {
  kind: "study",
  text: "three small networks on digits, trained in batches of 2 to 32 with PyTorch, from 8 seeds",
};

import type { Answers, Ground, Measured } from "./advice";
import { smallestHarmless } from "./measuredNoise";
import type { AdvicePlace, Architecture } from "./place";

/** A place together with what was measured and answered; null throughout: not known. */
export interface Situation {
  readonly place: AdvicePlace;
  readonly measured: Measured | null;
  readonly architecture: Known<Architecture>;
  /** Examples that one device normalizes at a time. */
  readonly batchSize: Known<number>;
  /** Batches from this size on are large enough for batch norm; where noise was measured, those of which it is known. */
  readonly enough: number;
  readonly statistics: Known<"alike" | "other">;
  readonly weights: Known<"keep" | "new">;
}

export type Known<T> = { readonly value: T; readonly grounds: readonly Ground[] } | null;

/** Below this many examples a device, batch norm's errors rise in the paper on group norm. */
export const ENOUGH = 8;

export function situationOf(place: AdvicePlace, measured: Measured | null, answers: Answers): Situation {
  return {
    place,
    measured,
    architecture: architectureOf(place) ?? said(answers.architecture, `${answers.architecture}`),
    batchSize: batchSizeOf(place) ?? said(answers.batchSize, `${answers.batchSize} examples a device`),
    enough: measured ? smallestHarmless(measured) : ENOUGH,
    statistics: said(
      answers.statistics,
      answers.statistics === "alike" ? "inputs in use look alike" : "inputs in use differ",
    ),
    weights:
      weightsOf(place) ?? said(answers.weights, answers.weights === "keep" ? "weights are kept" : "trained anew"),
  };
}

/** What a trained model is made of decides where the code shows no layers of its own. */
function architectureOf({ architecture, pretrained }: AdvicePlace): Known<Architecture> {
  const value = pretrained?.architecture;
  return shown(architecture) ?? (pretrained && value ? shown({ ...pretrained, value }) : null);
}

/** Where devices share a batch, none of them normalizes as much as the loader says, and who knows how many there are. */
function batchSizeOf({ batchSize, splits }: AdvicePlace): Known<number> {
  return splits && batchSize?.value !== 1 ? null : shown(batchSize);
}

/** A trained model that is loaded is there to be kept. */
function weightsOf({ pretrained }: AdvicePlace): Known<"keep" | "new"> {
  return pretrained ? { value: "keep", grounds: [{ kind: "code", at: pretrained.at, code: pretrained.code }] } : null;
}

function shown<T>(seen: { readonly value: T; readonly at: number; readonly code: string } | null): Known<T> {
  return seen && { value: seen.value, grounds: [{ kind: "code", at: seen.at, code: seen.code }] };
}

function said<T>(answer: T | null | undefined, text: string): Known<T> {
  return answer === null || answer === undefined ? null : { value: answer, grounds: [{ kind: "answer", text }] };
}

import { EXPERIMENTS } from "../../engine/lab/experiments/experiments";
import type { LabRequest } from "../../protocol/lab";
import type { Drawn } from "./drawnLines";

/** What a person has chosen in the lab. */
export interface LabChoice {
  readonly request: LabRequest;
  readonly drawn: Drawn;
  /** The run whose outcome is told; null is the latest. */
  readonly focus: number | null;
  readonly logarithmic: boolean;
  readonly asTable: boolean;
}

export const MOST_SEEDS = 100;

export const INITIAL_CHOICE: LabChoice = {
  request: { experiment: EXPERIMENTS[0]!.name, seeds: 3, steps: null },
  drawn: {},
  focus: null,
  logarithmic: false,
  asTable: false,
};

/** A choice out of saved state, which may be anything: what is missing or of another shape is the initial one's. */
export function readChoice(saved: unknown): LabChoice {
  const { request, drawn, focus, logarithmic, asTable } = fieldsOf(saved);
  return {
    request: readRequest(request),
    drawn: readDrawn(drawn),
    focus: Number.isInteger(focus) ? (focus as number) : null,
    logarithmic: logarithmic === true,
    asTable: asTable === true,
  };
}

function readRequest(saved: unknown): LabRequest {
  const { experiment, seeds, steps } = fieldsOf(saved);
  const initial = INITIAL_CHOICE.request;
  return {
    experiment: EXPERIMENTS.find(({ name }) => name === experiment)?.name ?? initial.experiment,
    seeds: isCount(seeds) && seeds <= MOST_SEEDS ? seeds : initial.seeds,
    steps: isCount(steps) ? steps : initial.steps,
  };
}

function readDrawn(saved: unknown): Drawn {
  const fitting = Object.entries(fieldsOf(saved)).filter(([id, arms]) => {
    return isCount(Number(id)) && Array.isArray(arms) && arms.every((arm) => Number.isInteger(arm));
  });
  return Object.fromEntries(fitting) as Drawn;
}

function fieldsOf(saved: unknown): Record<string, unknown> {
  return typeof saved === "object" && saved !== null ? { ...saved } : {};
}

/** A whole number from 1. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

import { CAUTIOUS_NOISE } from "../../engine/whatIf/retrained";
import type { Momentum } from "./momentum";

/**
 * The tabs beside the layers; "overTime" is a part of the distribution, which notebook outputs show by itself, and
 * "batchSize" and "gap" take the engine, which only the panel has.
 */
export type Tab = "curve" | "running" | "distribution" | "overTime" | "channels" | "batchSize" | "gap";

const TABS: readonly Tab[] = ["curve", "running", "distribution", "overTime", "channels", "batchSize", "gap"];

/** What a person has chosen to look at. */
export interface ViewState {
  readonly layer: string | null;
  /** Null is the first tab that has something to show. */
  readonly tab: Tab | null;
  readonly filter: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  /** Null is the report's own. */
  readonly momentum: Momentum | null;
  readonly channel: number | null;
  readonly absolute: boolean;
  readonly logarithmic: boolean;
  readonly asTable: boolean;
  /** Noise on batch norm's output that a person accepts, where its σ is 1. */
  readonly limit: number;
  /** The run whose activations are studied; null is the one with the most examples. */
  readonly studied: string | null;
  /** Absolute path of the file that holds the layers' running statistics. */
  readonly checkpoint: string | null;
  /** Absolute path of the file that holds what entered the layers in inference. */
  readonly inference: string | null;
  /** Momentum in training, in the meaning of the checkpoint's framework; null is what the checkpoint or the framework says. */
  readonly trainingMomentum: number | null;
  /** Examples of a batch of training; null where that was not told. */
  readonly trainingExamples: number | null;
  /** The steps that figures are zoomed in on; null is all of them. */
  readonly steps: readonly [from: number, to: number] | null;
}

export type ChangeView = (change: Partial<ViewState>) => void;

export const INITIAL_VIEW: ViewState = {
  layer: null,
  tab: null,
  filter: "",
  sort: null,
  momentum: null,
  channel: null,
  absolute: false,
  logarithmic: false,
  asTable: false,
  limit: CAUTIOUS_NOISE,
  studied: null,
  checkpoint: null,
  inference: null,
  trainingMomentum: null,
  trainingExamples: null,
  steps: null,
};

/** A saved view; whatever of it is missing or of another shape falls back to the initial view's. */
export function readView(saved: unknown): ViewState {
  if (typeof saved !== "object" || saved === null) return INITIAL_VIEW;
  const known = Object.entries(INITIAL_VIEW).map(([key, initial]) => {
    const value = (saved as Record<string, unknown>)[key];
    const fits = initial === null ? isNullable(key, value) : typeof value === typeof initial;
    return [key, fits ? value : initial];
  });
  return Object.fromEntries(known) as ViewState;
}

const TEXTS: ReadonlySet<string> = new Set(["layer", "studied", "checkpoint", "inference"]);

function isNullable(key: string, value: unknown): boolean {
  if (value === null) return true;
  if (TEXTS.has(key)) return typeof value === "string";
  if (key === "tab") return TABS.some((tab) => tab === value);
  if (key === "trainingMomentum") return isMomentum(value);
  if (key === "trainingExamples") return isExamples(value);
  if (key === "channel") return Number.isInteger(value);
  if (typeof value !== "object") return false;
  if (key === "steps") return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
  const { column, descending, momentum, convention } = value as Record<string, unknown>;
  if (key === "sort") return typeof column === "string" && typeof descending === "boolean";
  return (momentum === null || typeof momentum === "number") && (convention === "pytorch" || convention === "keras");
}

/** Whether a value can be a momentum in training. */
export function isMomentum(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}

/** Whether a value can be how many examples a batch of training has. */
export function isExamples(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

import type { Reference } from "../../protocol/editor";
import type { NormTab } from "../norms/normFigures";
import type { Sort } from "../view/sortHeader";

export type EditorTab = "tensors" | "norms";
export type TensorTab = "distribution" | "channels";

/** What a person has chosen to look at; it outlives the page. */
export interface EditorView {
  readonly tab: EditorTab;
  readonly asTable: boolean;
  readonly filter: string;
  readonly sort: Sort | null;
  /** All tensors without folders. */
  readonly flat: boolean;
  /** Paths of open folders. */
  readonly open: readonly string[];
  /** A tensor's name, or a folder's path. */
  readonly selected: string | null;
  readonly selectedFolder: boolean;
  readonly scroll: number;
  readonly tensorTab: TensorTab;
  readonly logarithmic: boolean;
  readonly channelAxis: number | null;
  readonly normFilter: string;
  readonly normSort: Sort | null;
  readonly norm: string | null;
  readonly normScroll: number;
  readonly normTab: NormTab;
  readonly reference: Reference | null;
}

export type ChangeEditor = (change: Partial<EditorView>) => void;

export const INITIAL_EDITOR: EditorView = {
  tab: "tensors",
  asTable: false,
  filter: "",
  sort: null,
  flat: false,
  open: [],
  selected: null,
  selectedFolder: false,
  scroll: 0,
  tensorTab: "distribution",
  logarithmic: false,
  channelAxis: null,
  normFilter: "",
  normSort: null,
  norm: null,
  normScroll: 0,
  normTab: "depth",
  reference: null,
};

const FITS: { readonly [Key in keyof EditorView]: (value: unknown) => boolean } = {
  tab: oneOf("tensors", "norms"),
  asTable: isBoolean,
  filter: isText,
  sort: orNull(isSort),
  flat: isBoolean,
  open: (value) => Array.isArray(value) && value.every(isText),
  selected: orNull(isText),
  selectedFolder: isBoolean,
  scroll: isNumber,
  tensorTab: oneOf("distribution", "channels"),
  logarithmic: isBoolean,
  channelAxis: orNull(isNumber),
  normFilter: isText,
  normSort: orNull(isSort),
  norm: orNull(isText),
  normScroll: isNumber,
  normTab: oneOf("depth", "running", "affine", "drift"),
  reference: orNull(isReference),
};

/** A saved view; whatever of it is missing or of another shape falls back to the initial view's. */
export function readEditorView(saved: unknown): EditorView {
  if (typeof saved !== "object" || saved === null) return INITIAL_EDITOR;
  const known = Object.entries(INITIAL_EDITOR).map(([key, initial]) => {
    const value = (saved as Record<string, unknown>)[key];
    return [key, FITS[key as keyof EditorView](value) ? value : initial];
  });
  return Object.fromEntries(known) as EditorView;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isNumber(value: unknown): boolean {
  return Number.isFinite(value);
}

function isSort(value: unknown): boolean {
  const { column, descending } = (value ?? {}) as Partial<Record<keyof Sort, unknown>>;
  return isText(column) && isBoolean(descending);
}

function isReference(value: unknown): boolean {
  const { path, name } = (value ?? {}) as Partial<Record<keyof Reference, unknown>>;
  return isText(path) && isText(name);
}

function orNull(fits: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || fits(value);
}

function oneOf(...values: readonly string[]): (value: unknown) => boolean {
  return (value) => values.includes(value as string);
}

import type { Data, Layout } from "plotly.js";

/** What a view draws: a question, how to read the answer, Plotly's input, and the same numbers as a table. */
export interface Figure {
  /** Stable name, for tests and saved state. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  /** What the numbers say, or why there is nothing to draw. */
  readonly note: string | null;
  readonly data: Data[];
  readonly layout: Partial<Layout>;
  /** Made only when a person asks for it. */
  readonly table: () => Table;
}

/** A plot's twin: the numbers that it draws, as a table with a caption. Numbers are exact. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a figure is drawn into. */
export interface Canvas {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

/** Colours and fonts of the editor, as values that Plotly understands. */
export interface Theme {
  readonly dark: boolean;
  readonly highContrast: boolean;
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly reference: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  /** One hue a run, in run order. */
  readonly series: readonly string[];
}

/** What a tensor's values are: a network's activations, or whatever a file of parameters holds. */
export type Quantity = "activation" | "value";

/** One run of a layer: what it is called, its colour's place, and its data. */
export interface RunOf<Content> {
  readonly run: string;
  readonly index: number;
  readonly content: Content;
}

/** The hue of a run; more runs than hues share them. */
export function hueOf(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length]!;
}

/** `#rrggbb` with an opacity, as Plotly and CSS read it. */
export function withOpacity(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

/** A stretch of text: prose, or code that is shown as it is. */
export type Piece = string | { readonly code: string };

/** A line of the table; one without pieces is left out. */
export type Row = readonly [label: string, pieces: readonly Piece[]];

/** A hover and the offsets of what it is about. */
export interface PlacedHover extends HoverText {
  readonly start: number;
  readonly end: number;
  /** Where the call ends whose name this is; the name's own end where nothing is called. */
  readonly subjectEnd: number;
}

export interface HoverText {
  /** What it is and what it normalizes over. */
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly pieces: readonly Piece[] }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

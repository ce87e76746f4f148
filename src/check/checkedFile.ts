import type { CodeFinding, Fix } from "../analysis/rules/codeRule";

/** What was found in one file. */
export interface CheckedFile {
  /** As it is shown and written: from the current folder on where it lies below it, with "/". */
  readonly path: string;
  readonly findings: readonly PlacedFinding[];
  /** How many findings have been mended. */
  readonly fixed: number;
  /** There are syntax errors in it, so that not everything is found. */
  readonly broken: boolean;
}

/** A finding by lines and columns instead of offsets. */
export interface PlacedFinding extends Pick<CodeFinding, "code" | "severity" | "message"> {
  readonly at: Region;
  readonly related: readonly { readonly at: Region; readonly message: string }[];
  readonly fixes: readonly PlacedFix[];
  /** The text of the line that it begins on. */
  readonly line: string;
  /** The same for the same finding wherever the line moves to; see `fingerprints`. */
  readonly fingerprint: string;
}

export interface PlacedFix extends Omit<Fix, "edits"> {
  readonly edits: readonly { readonly at: Region; readonly text: string }[];
}

/** Lines and columns count from 1, columns in UTF-16 code units; the end is behind the last one. */
export interface Region {
  /** In a notebook: the cell, counted from 1 over all cells, and lines within it. */
  readonly cell: number | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something that was not checked, or not as it was asked for, in one line. */
export interface Note {
  readonly path: string;
  readonly message: string;
}

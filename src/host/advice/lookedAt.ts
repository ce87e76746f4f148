import type * as vscode from "vscode";
import type { AdvicePlace } from "../../analysis/advice/place";
import type { Offer } from "../../analysis/assists/assist";
import type { PythonReader } from "../pythonFiles";
import { type PythonSource, partAt, wholeSource } from "../pythonSource";
import { withoutBroken } from "../withoutBroken";

/** What the code at a cursor tells. */
export interface LookedAt {
  readonly place: AdvicePlace;
  readonly source: PythonSource;
  /** What makes group norm of the batch norm at the cursor; null where that is not sure. */
  readonly rewriting: Offer | null;
  /** Whether the code is still what was looked at. */
  readonly isCurrent: () => boolean;
}

/** Null where the parser gives up, or the code is too long. */
export function lookedAt(
  { parser, parse, analysis }: PythonReader,
  { document, position }: { readonly document: vscode.TextDocument; readonly position: vscode.Position },
): LookedAt | null {
  const source = wholeSource(document);
  const part = source.parts.find((one) => one.document === document);
  if (!part || source.text().length > MAX_LENGTH) return null;
  const joined = parse(source);
  const broken = source.notebook !== null && joined?.tree.rootNode.hasError !== false;
  const file = broken ? parse(withoutBroken(source, parser)) : joined;
  if (!file) return null;
  const { modelFacts, placeFacts, groupNorm } = analysis;
  const facts = modelFacts(file);
  const at = part.start + document.offsetAt(position);
  return {
    place: placeFacts(facts, at),
    source,
    rewriting: groupNorm.offers(facts, { start: at, end: at })[0] ?? null,
    isCurrent: () => !document.isClosed && wholeSource(document).key === source.key,
  };
}

const MAX_LENGTH = 1_000_000;

/** "line 12"; in a notebook, "cell 2, line 3", cells counted from 1 among all. */
export function placeNameIn(source: PythonSource, offset: number): string {
  const part = partAt(source, offset);
  if (!part) return "elsewhere";
  const line = `line ${part.document.positionAt(offset - part.start).line + 1}`;
  const cells = source.notebook?.getCells().map(({ document }) => document);
  return cells ? `cell ${cells.indexOf(part.document) + 1}, ${line}` : line;
}

import { readCode } from "../../../../src/analysis/flow/readCode";
import type { PythonParser } from "../../../../src/analysis/parse";
import type { BuiltPlace, PythonFile } from "../../../../src/analysis/places/modulePath";

/** Files as the workspace's index has them. */
export function pythonFiles(parser: PythonParser, texts: Readonly<Record<string, string>>): PythonFile[] {
  return Object.entries(texts).map(([path, text]) => {
    const file = parser.parse(text);
    if (!file) throw new Error(`${path} was not parsed`);
    const code = readCode(file.syntax, file.text);
    file.dispose();
    return { path, code, version: `${text.length}` };
  });
}

/** "model.py:12", the line that a call begins on, with what is left of the path; candidates joined by "|". */
export function shown(place: BuiltPlace, texts: Readonly<Record<string, string>>): string {
  const at = ({ file, start }: { readonly file: string; readonly start: number }) =>
    `${file}:${texts[file]!.slice(0, start).split("\n").length}`;
  if (place.kind === "absent") return "absent";
  if (place.kind === "ambiguous") return `ambiguous ${place.candidates.map(at).join("|")}`;
  return place.inside === null ? at(place.place) : `${at(place.place)} inside ${place.inside}`;
}

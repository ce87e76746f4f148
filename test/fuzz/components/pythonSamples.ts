import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { splitCases } from "../../unit/analysis/caseFiles";

const CASES = "test/unit/analysis";
const WHOLE = ["test/fixtures", "media/examples", "src/probe"];
const LARGEST = 30_000;

/** Python of every kind that the analyser knows: all cases of its tests, and whole files. */
export function pythonSamples(): readonly string[] {
  const cases = pythonIn(CASES)
    .filter((path) => path.endsWith(".cases.py"))
    .flatMap((path) => splitCases(readFileSync(path, "utf8")).map(({ head, text }) => head + text));
  const files = WHOLE.flatMap(pythonIn).map((path) => readFileSync(path, "utf8"));
  return [...cases, ...files].filter((text) => text.length <= LARGEST);
}

function pythonIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .sort()
    .map((name) => join(folder, name));
}

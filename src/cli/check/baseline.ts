import { basename, dirname, relative, resolve, sep } from "node:path";
import type { CheckedFile, PlacedFinding } from "../../check/checkedFile";
import { quoteName } from "../../readers/quoteName";
import { openOrdinary } from "../../worker/openOrdinary";
import { writeText } from "../print";

/**
 * Findings that were there before, which are not told again: how often each code was found on a line of such text, by
 * file. A finding stays the same where its line moves, and is new where the line is written anew.
 */
export interface Baseline {
  readonly version: 1;
  /** By path, from the baseline's folder on, and then by code and fingerprint ("NRM301 0f3a…"). */
  readonly findings: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** @throws naming the file, where it is not there or is no baseline */
export async function readBaseline(path: string): Promise<Baseline> {
  const name = quoteName(basename(path));
  const { handle } = await openOrdinary(path).catch((error: Error) => {
    throw new Error(`${name}: cannot be opened (${error.message}); --write-baseline makes one`);
  });
  const text = await handle.readFile("utf8").finally(() => handle.close());
  const baseline = parsed(text);
  if (!isTable(baseline) || !isTable(baseline.findings)) throw new Error(`${name}: is no baseline of Normscope's`);
  if (baseline.version !== 1)
    throw new Error(
      `${name}: is a baseline of version ${quoteName(JSON.stringify(baseline.version) ?? "none")}, not 1`,
    );
  return baseline as unknown as Baseline;
}

/** Writes every finding into a baseline. */
export async function writeBaseline(path: string, files: readonly CheckedFile[]): Promise<void> {
  const findings: Record<string, Record<string, number>> = Object.create(null);
  for (const file of files) {
    const counts: Record<string, number> = {};
    for (const key of file.findings.map(keyOf)) counts[key] = (counts[key] ?? 0) + 1;
    if (file.findings.length > 0) findings[pathIn(path, file)] = counts;
  }
  await writeText(path, `${JSON.stringify({ version: 1, findings } satisfies Baseline, null, 1)}\n`);
}

/** The files with those findings only that a baseline does not have, and how many it has. */
export function newFindings(files: readonly CheckedFile[], baseline: Baseline, path: string) {
  let known = 0;
  const left = files.map((file): CheckedFile => {
    const of = pathIn(path, file);
    const counts = Object.hasOwn(baseline.findings, of) ? { ...baseline.findings[of]! } : {};
    const findings = file.findings.filter((finding) => {
      const count = Number(counts[keyOf(finding)] ?? 0);
      counts[keyOf(finding)] = count - 1;
      if (count > 0) known++;
      return !(count > 0);
    });
    return { ...file, findings };
  });
  return { files: left, known };
}

function keyOf({ code, fingerprint }: PlacedFinding): string {
  return `${code} ${fingerprint.split(":")[0]}`;
}

function pathIn(baseline: string, { path }: CheckedFile): string {
  return relative(dirname(resolve(baseline)), resolve(path))
    .split(sep)
    .join("/");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

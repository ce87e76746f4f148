import { setTimeout as wait } from "node:timers/promises";
import { layoutOf } from "../../src/engine/layout";
import type { Case } from "./cases";
import type { Row } from "./goals";
import { type Contestant, interleave, type Pace } from "./interleave";
import type { Ran, Task } from "./protocol";
import { median, ratioOf, shareOfRead, speedOf, timingOf } from "./ratios";
import type { SideName } from "./sides";
import { type Result, resultOf } from "./table";
import type { Team } from "./team";

export interface Measured {
  readonly results: readonly Result[];
  /** Medians of the parts of runs that have them, in milliseconds, by contestant. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const READ = "ours.read";

/** Measures what the rows of one case ask for, all in one go. */
export async function measureCase(
  subject: Case,
  rows: readonly Row[],
  team: Team,
  values: string,
  pace: Pick<Pace, "milliseconds" | "rounds">,
): Promise<Measured> {
  const wanted = new Set(rows.flatMap((row) => [`ours.${row.ours}`, READ, row.against].filter(Boolean)));
  const names = [...new Set([...wanted].map((key) => key.split(".")[0] as SideName))];
  const prepared = await team.prepare(taskOf(subject, values), names);
  if (!prepared.has("ours")) return { results: [], parts: {} };
  const contestants: Contestant[] = [];
  for (const [name, { side, runs }] of prepared) {
    for (const run of runs) {
      if (wanted.has(`${name}.${run}`))
        contestants.push({ key: `${name}.${run}`, side: name, run: () => side.run(run) });
    }
  }
  try {
    const kept = await interleave(contestants, { ...pace, now: () => performance.now(), wait });
    return { results: resultsOf(rows, kept, subject), parts: partsOf(kept) };
  } finally {
    await team.drop();
  }
}

function taskOf({ op, shape, dtype, groups, values: name, channelAxis }: Case, values: string): Task {
  const layout = layoutOf(shape, channelAxis, "C");
  return { op, shape, layout, dtype, groups, values, nan: name === "nan" };
}

/** Rows whose both sides were measured. */
export function resultsOf(rows: readonly Row[], kept: ReadonlyMap<string, readonly Ran[]>, subject: Case): Result[] {
  const timing = (key: string) => {
    const runs = kept.get(key);
    return runs?.length ? timingOf(runs.map(({ ms }) => ms)) : null;
  };
  const read = timing(READ);
  const readBytes = subject.shape.reduce((product, size) => product * size, subject.dtype === "float32" ? 4 : 2);
  return rows.flatMap((row) => {
    const ours = timing(`ours.${row.ours}`);
    const against = timing(row.against);
    if (!ours || (row.against && !against)) return [];
    const value = against ? ratioOf(ours, against) : speedOf(subject.bytes, ours);
    const share = read && row.against !== READ ? shareOfRead(subject.bytes, ours, readBytes, read) : null;
    return [resultOf(row, ours, against, value, share)];
  });
}

function partsOf(kept: ReadonlyMap<string, readonly Ran[]>): Measured["parts"] {
  const withParts = [...kept].filter(([, runs]) => runs[0]?.parts);
  return Object.fromEntries(
    withParts.map(([key, runs]) => {
      const names = Object.keys(runs[0]!.parts!);
      return [key, Object.fromEntries(names.map((name) => [name, median(runs.map(({ parts }) => parts![name]!))]))];
    }),
  );
}

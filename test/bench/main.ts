import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CASES, type Case } from "./cases";
import { ROWS, type Row } from "./goals";
import { installPeers } from "./installPeers";
import { type Measured, measureCase } from "./measure";
import { headText, METHOD, machine } from "./method";
import { chosenRows, type Options, optionsOf } from "./options";
import type { SideName } from "./sides";
import { tableText, tally } from "./table";
import { openTeam, type Team } from "./team";
import { writeValues } from "./values";

/** Rounds of a case, at least. */
const ROUNDS = 5;
const QUICK = { milliseconds: 500, rounds: 3 };

/**
 * @param packages to be installed beside the peers
 * @returns the exit code: 2, where it could not run
 */
export async function main(args: readonly string[], packages: readonly string[]): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options.installPeers) await installPeers(packages);
    else await bench(options);
    return 0;
  } catch (error) {
    say((error as Error).message);
    return 2;
  }
}

async function bench(options: Options): Promise<void> {
  const wanted = CASES.filter((subject) => !(options.quick && subject.slow));
  const names = new Set(wanted.map(({ name }) => name));
  const rows = chosenRows(ROWS, options.only).filter((row) => names.has(row.case));
  if (rows.length === 0) throw new Error(`no row holds "${options.only}"`);
  const cases = wanted.filter(({ name }) => rows.some((row) => row.case === name));
  const sides = new Set(["ours", ...rows.map(({ against }) => against.split(".")[0])].filter(Boolean)) as Set<SideName>;

  const team = await openTeam([...sides], say);
  const folder = await mkdtemp(join(tmpdir(), "normscope-bench-"));
  try {
    if (!options.json) console.log(headText(machine(), team.about, cases));
    const measured = await measureAll(cases, rows, team, folder, options.quick);
    const all = Object.values(measured).flatMap(({ results }) => results);
    const results = rows.flatMap((row) =>
      all.filter((result) => result.title === row.title && result.case === row.case),
    );
    if (!options.json) console.log(`${tableText(results)}\n${tally(results)}`);
    const parts = Object.fromEntries(Object.entries(measured).map(([name, { parts }]) => [name, parts]));
    const sidesAbout = Object.fromEntries(team.about);
    const json = JSON.stringify({ method: METHOD, machine: machine(), sides: sidesAbout, results, parts }, null, 2);
    if (options.json) console.log(json);
    if (options.out) await writeFile(options.out, `${json}\n`);
  } finally {
    team.end();
    await rm(folder, { recursive: true });
  }
}

async function measureAll(
  cases: readonly Case[],
  rows: readonly Row[],
  team: Team,
  folder: string,
  quick: boolean,
): Promise<Record<string, Measured>> {
  const measured: Record<string, Measured> = {};
  for (const subject of cases) {
    const start = performance.now();
    const values = await writeValues(folder, subject.values);
    const own = rows.filter((row) => row.case === subject.name);
    const pace = quick ? QUICK : { milliseconds: 1000 * subject.seconds, rounds: ROUNDS };
    measured[subject.name] = await measureCase(subject, own, team, values, pace);
    say(`${subject.name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return measured;
}

/** Apart from the results, which may be piped. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

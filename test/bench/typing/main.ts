import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { checkParsed } from "../../../src/analysis/checking/checkSource";
import { modelFacts } from "../../../src/analysis/model/modelFacts";
import { createPythonParser, type ParsedPython, type PythonParser } from "../../../src/analysis/parse";
import { keystrokes } from "./keystrokes";
import { LINES, type ModelFile, modelFiles } from "./modelFiles";

/** Milliseconds of the parts of one check, of work wherever nothing else is said. */
interface Took {
  readonly parse: number;
  readonly facts: number;
  readonly rules: number;
  readonly whole: number;
  /** The same by the clock: what others wait for, as long as nothing else keeps the machine busy. */
  readonly elapsed: number;
}

const PARTS = ["parse", "facts", "rules", "whole", "elapsed"] as const;
const PLACES = 3;
/** Keys before the measured ones, for which the code is not compiled yet. */
const WARM_UP = 60;

/** What the editor does after the pause that follows a key, for every key of a person who writes into large files. */
export async function main(only: readonly string[]): Promise<void> {
  const parser = await createPythonParser(
    readFileSync("node_modules/web-tree-sitter/web-tree-sitter.wasm"),
    readFileSync("node_modules/tree-sitter-python/tree-sitter-python.wasm"),
  );
  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
  );
  for (const file of modelFiles().filter(({ name }) => only.length === 0 || only.includes(name))) {
    const { warm, measured } = type(parser, file);
    console.log(
      `\n${file.name}: ${LINES} lines, ${measured.length} keys after ${warm.length} to warm up (first ${warm[0]!.whole.toFixed(0)} ms)`,
    );
    console.log("ms        median     p95     max");
    for (const part of PARTS)
      console.log(
        row(
          part,
          measured.map((took) => took[part]),
        ),
      );
  }
}

function type(parser: PythonParser, { text }: ModelFile): { warm: readonly Took[]; measured: readonly Took[] } {
  const all: Took[] = [];
  let last: ParsedPython | null = null;
  for (const version of keystrokes(text, PLACES)) {
    const [started, clock] = [worked(), performance.now()];
    last = parser.parse(version, last)!;
    const parsed = worked();
    const facts = modelFacts(last);
    const known = worked();
    checkParsed(last, undefined, facts);
    const done = worked();
    const elapsed = performance.now() - clock;
    all.push({ parse: parsed - started, facts: known - parsed, rules: done - known, whole: done - started, elapsed });
  }
  last?.dispose();
  return { warm: all.slice(0, WARM_UP), measured: all.slice(WARM_UP) };
}

/** Milliseconds that this process has computed for, garbage collection and compilation in other threads included. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function row(name: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return name.padEnd(8) + [at(0.5), at(0.95), at(1)].map((time) => time.toFixed(1).padStart(8)).join("");
}

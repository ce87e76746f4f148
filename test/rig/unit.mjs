// Runs the tests of out/unit in processes of their own, which report how they ended.
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deal } from "./deal.mjs";
import { inRoot, root } from "./paths.mjs";
import { runApart } from "./processes.mjs";
import { summary, together, verdict } from "./verdict.mjs";

const minutes = 15;
// Property tests and child processes take their time on a slow machine; a hang is still found.
const testMilliseconds = 30_000;

/** Runs them from outside, in as many processes as there are processors for, up to four; each has its share of the files. */
export async function runUnitTests() {
  const shares = Math.min(4, availableParallelism());
  const verdicts = await Promise.all(Array.from({ length: shares }, (_, share) => runShare(share, shares)));
  return together(verdicts);
}

/**
 * @param {number} share
 * @param {number} shares
 */
async function runShare(share, shares) {
  // One share's output after the other's, not mixed; the first one's as it comes.
  const first = { take: (/** @type {Buffer} */ text) => void process.stdout.write(text) };
  const { exitCode, timedOut, sent, output } = await runApart(
    fileURLToPath(import.meta.url),
    [String(share), String(shares)],
    { cwd: root, execArgv: ["--enable-source-maps"], minutes, ...(share === 0 ? first : {}) },
  );
  process.stdout.write(output);
  return verdict({ reported: sent, exitCode, timedOut, failures: sent?.failures ?? [] });
}

/**
 * @param {number} share
 * @param {number} shares
 */
async function inside(share, shares) {
  const { default: Mocha } = await import("mocha");
  const folder = inRoot("out", "unit");
  const mocha = new Mocha({
    ui: "bdd",
    reporter: "spec",
    timeout: testMilliseconds,
    forbidOnly: Boolean(process.env.CI),
  });
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".test.js")).sort();
  for (const file of deal(files, shares, LONG)[share] ?? []) mocha.addFile(join(folder, file));
  /** @type {string[]} */
  const failures = [];
  const runner = mocha.run((failed) => {
    const passed = runner.stats?.passes ?? 0;
    const exit = () => process.exit(failed === 0 && passed > 0 ? 0 : 1);
    if (process.send) process.send({ passed, failed, failures }, exit);
    else exit();
  });
  runner.on("fail", (test, error) => failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
}

/** Files that take longer than most, in seconds. @type {Readonly<Record<string, number>>} */
const LONG = {
  "analysis/checking/robustness": 47,
  "analysis/nextVersion": 36,
  "analysis/robustness": 20,
  "analysis/rules/codeRules": 11,
  "analysis/rules/robustness": 26,
  "cli/check": 32,
  "cli/faults": 18,
  "cli/lab": 8,
  "cli/normalize": 20,
  "cli/profile": 43,
  "cli/runOnnx": 10,
  "cli/whatIf": 10,
  "engine/findings/valueRules": 10,
  "engine/kernels/normWasmProperties": 18,
  "engine/kernels/profileWasm": 58,
  "engine/kernels/relaxed": 57,
  "engine/run/runFold": 9,
  fuzz: 22,
  "host/lab/labSession": 18,
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [share, shares] = process.argv.slice(2).map(Number);
  if (share !== undefined && shares !== undefined) await inside(share, shares);
  else {
    const { line, ok } = summary([await runUnitTests()]);
    console.log(line);
    process.exit(ok ? 0 : 1);
  }
}

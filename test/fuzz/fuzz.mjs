// Runs every component that reads what comes from outside on damaged inputs, in threads that can be ended.
//   npm run fuzz -- [--seconds 60] [--cases N] [--only npy,code] [--seed 7] [--case 123] [--keep FOLDER]
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { inRoot, root } from "../rig/paths.mjs";
import { summary } from "../rig/verdict.mjs";

/** A case takes milliseconds; a machine may be busy. */
const LONGEST_SECONDS = 30;
const HEAP_MB = 1536;
/** More of them tell nothing new. */
const MOST_KEPT = 25;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    cases: { type: "string", default: String(2 ** 31 - 1) },
    only: { type: "string" },
    seed: { type: "string" },
    case: { type: "string" },
    keep: { type: "string", default: ".fuzz" },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const bundle = inRoot("out", "fuzz", "thread.js");

/**
 * @typedef {import("./thread").Told} Told
 * @typedef {{component: string, case: number, what: string}} Failure
 */

/** One bundle, made as those of the tests are. */
async function buildThread() {
  const require = createRequire(import.meta.url);
  const { kernelsPlugin } = require("../../src/engine/kernels/build.js");
  const { onnxPlugin } = require("../../src/worker/onnx/build.js");
  await build({
    entryPoints: [inRoot("test", "fuzz", "thread.ts")],
    outfile: bundle,
    bundle: true,
    ...{ platform: "node", format: "cjs", target: "node20", sourcemap: "inline", logLevel: "warning" },
    external: ["mocha", "fast-check"],
    loader: { ".css": "text" },
    plugins: [kernelsPlugin, onnxPlugin],
  });
}

/**
 * @param {unknown} work
 * @param {(told: any) => void} onTold
 */
function startThread(work, onTold) {
  const worker = new Worker(bundle, {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: ["--enable-source-maps", "--no-warnings"],
  });
  worker.on("message", onTold);
  // Whoever waits for it hears of it as well.
  worker.on("error", () => {});
  return worker;
}

/** @returns {Promise<readonly string[]>} */
function componentNames() {
  return new Promise((resolve, reject) => startThread(null, ({ names }) => resolve(names)).once("error", reject));
}

/**
 * The input of a case whose thread has died with it.
 *
 * @param {string} component
 * @param {number} number
 * @returns {Promise<import("./component").Input>}
 */
function inputOf(component, number) {
  return new Promise((resolve, reject) =>
    startThread({ component, seed, make: number }, ({ input }) => resolve(input)).once("error", reject),
  );
}

/**
 * Runs a component's cases in a thread, and in another one from the next case on where it hangs or dies.
 *
 * @param {string} component
 * @param {number} seconds
 */
async function fuzz(component, seconds) {
  const begun = Date.now();
  const all = { read: 0, told: 0, cases: 0, seconds: 0, slowest: { case: 0, milliseconds: 0 } };
  /** @type {Map<string, Failure>} */
  const failures = new Map();
  let crashes = 0;
  const fail = (
    /** @type {number} */ number,
    /** @type {import("./component").Input} */ input,
    /** @type {string} */ what,
    stack = "",
  ) => {
    crashes++;
    const key = `${what.replace(/\d+/g, "#").slice(0, 60)} ${/\((?:.*\/)?((?:src|test)\/[^)]*)\)/.exec(stack)?.[1] ?? ""}`;
    if (failures.has(key) || failures.size >= MOST_KEPT) return;
    const path = keep(component, number, input);
    failures.set(key, { component, case: number, what });
    console.log(`\n✗ ${component} --seed ${seed} --case ${number}, kept as ${path}\n${stack || what}`);
  };
  const single = options.case === undefined ? null : Number(options.case);
  let first = single ?? -1_000_000;
  const cases = single === null ? Number(options.cases) : single + 1;
  for (;;) {
    const now = new Int32Array(new SharedArrayBuffer(8)).fill(-1);
    const left = single === null ? begun + seconds * 1000 - Date.now() : 2 ** 31;
    const milliseconds = first < 0 ? seconds * 1000 : left;
    const ended = await new Promise((resolve) => {
      const worker = startThread(
        { component, seed, first, cases, milliseconds, now, begun },
        (/** @type {Told} */ told) => {
          if (told.type === "failed") fail(told.case, told.input, told.message, told.stack);
          if (told.type !== "done") return;
          all.read += told.read;
          all.told += told.told;
          all.seconds += told.seconds;
          if (told.slowest.milliseconds > all.slowest.milliseconds) all.slowest = told.slowest;
          resolve(null);
        },
      );
      const watch = setInterval(() => {
        const since = Atomics.load(now, 1);
        if (since < 0 || (Date.now() - begun) / 1000 - since < LONGEST_SECONDS) return;
        resolve(`it takes longer than ${LONGEST_SECONDS} s`);
        void worker.terminate();
      }, 500);
      worker.once("error", (error) => resolve(`its thread died: ${error.stack ?? error.message}`));
      worker.once("exit", () => {
        clearInterval(watch);
        resolve("its thread ended");
      });
    });
    const last = Atomics.load(now, 0);
    all.cases = Math.max(all.cases, last + 1);
    if (ended === null) break;
    const input = await inputOf(component, last).catch(() => null);
    // A case that cannot even be made is a fault of the fuzzer's own.
    if (input === null) throw new Error(`${component}, case ${last}: ${ended}`);
    fail(last, input, ended);
    first = last + 1;
    if (milliseconds <= 0) break;
  }
  return { component, ...all, crashes, failures: [...failures.values()] };
}

/**
 * @param {string} component
 * @param {number} number
 * @param {import("./component").Input} input
 */
function keep(component, number, input) {
  const folder = join(root, options.keep, component);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}-${number}-${input.name.replace(/[^\w.-]/g, "_").slice(-60)}`);
  writeFileSync(path, input.bytes);
  return path;
}

/** @param {Awaited<ReturnType<typeof fuzz>>} row */
function line({ component, cases, read, told, crashes, seconds, slowest }) {
  const cells = [cases, Math.round(cases / Math.max(seconds, 0.001)), read, told, crashes].map((cell) =>
    String(cell).padStart(9),
  );
  return `${component.padEnd(16)}${cells.join("")}  ${slowest.milliseconds.toFixed(0).padStart(7)} (${slowest.case})`;
}

await buildThread();
process.chdir(root);
const wanted = options.only?.split(",");
const names = (await componentNames()).filter((name) => !wanted || wanted.includes(name));
console.log(`Seed ${seed}: npm run fuzz -- --seed ${seed} repeats each case.`);
const each = Number(options.seconds) / names.length;
const rows = [];
for (const name of names) {
  rows.push(await fuzz(name, each));
  console.log(line(/** @type {any} */ (rows.at(-1))));
}
console.log(
  `\n${"component".padEnd(16)}${["cases", "a second", "read", "told", "crashes"].map((cell) => cell.padStart(9)).join("")}  slowest ms (case)`,
);
for (const row of rows) console.log(line(row));
const totals = rows.reduce(
  (sum, { cases, crashes }) => ({ cases: sum.cases + cases, crashes: sum.crashes + crashes }),
  { cases: 0, crashes: 0 },
);
console.log(`\n${totals.cases} cases, ${totals.crashes} crashes.`);
const failed = rows.filter(({ crashes, cases }) => crashes > 0 || cases === 0).length;
const { line: last, ok } = summary([{ passed: rows.length - failed, failed }]);
console.log(last);
process.exit(ok ? 0 : 1);

// Everything that has to hold, on a fresh clone too: only Node and npm are needed.
//   npm test [-- --desktop | --code-server | --verbose]
import { installDependencies } from "./dependencies.mjs";
import { inRoot, root } from "./paths.mjs";
import { npm, runApart } from "./processes.mjs";
import { runUnitTests } from "./unit.mjs";
import { summary } from "./verdict.mjs";

/** @type {{name: string, passed: number, failed: number, problems: readonly string[]}[]} */
const steps = [];

/**
 * @param {string} name
 * @param {() => Promise<Ended>} work
 */
async function step(name, work) {
  console.log(`\n── ${name}`);
  return await add(name, work);
}

/**
 * One that runs beside another: what it prints follows when it has ended.
 * @param {string} name
 * @param {() => Promise<Ended & {output: Buffer}>} work
 */
async function stepBeside(name, work) {
  return await add(name, async () => {
    const ended = await work();
    console.log(`\n── ${name}\n${ended.output}`);
    return ended;
  });
}

/**
 * @typedef {{passed: number, failed: number, problems?: readonly string[]}} Ended
 * @param {string} name
 * @param {() => Promise<Ended>} work
 */
async function add(name, work) {
  const start = performance.now();
  const counts = await work().catch((error) => ({ passed: 0, failed: 1, problems: [String(error.message ?? error)] }));
  steps.push({ problems: [], ...counts, name: `${name} (${((performance.now() - start) / 1000).toFixed(1)} s)` });
  return counts.failed === 0;
}

/** @param {number | string} code @returns {Ended} */
function succeeds(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, problems: [`Exit code ${code}.`] };
}

/** One of the smaller suites, which have a VS Code of their own. @param {string} name */
async function one(name) {
  const { exitCode, sent, output } = await runApart(inRoot("test", "rig", "one.mjs"), [name, ...process.argv.slice(2)]);
  return { ...(sent ?? succeeds(exitCode || "none")), output };
}

/** A script that only succeeds or fails. @param {string} script @param {string[]} args */
async function apart(script, args) {
  const { exitCode, output } = await runApart(script, args, { cwd: root });
  return { ...succeeds(exitCode), output };
}

async function main() {
  if (!(await step("packages", () => installDependencies().then(() => ({ passed: 0, failed: 0 }))))) return;
  const everywhere = process.platform !== "win32";
  const [, built] = await Promise.all([
    step("types and lint", async () => succeeds(await npm(["run", "--silent", "check"], { cwd: root }))),
    stepBeside("build and size budgets", () => apart(inRoot("esbuild.js"), ["--production", "--tests"])),
    // The tests that need it tell why it cannot be had.
    everywhere && import("./codeServer.mjs").then(({ installCodeServer }) => installCodeServer()).catch(() => {}),
  ]);
  if (!built) return;
  const [packed] = await Promise.all([
    stepBeside("what people install, and its size", () => apart(inRoot("test", "rig", "package.mjs"), ["--built"])),
    step("unit tests", runUnitTests),
  ]);
  const { runSuite } = await import("./vscode.mjs");
  await Promise.all([
    step("tests inside VS Code", () => runSuite(new Set(process.argv.slice(2)), { packed })),
    everywhere && smallerSuites(),
  ]);
}

/** One after the other; they wait more than they work. */
async function smallerSuites() {
  await stepBeside("tests in a workspace that is not trusted", () => one("untrusted"));
  await stepBeside("tests inside VS Code for the browser", () => one("web"));
  await stepBeside("views survive a reload of the window", () => one("reload"));
  await stepBeside("texts are translated to VS Code's language", () => one("translated"));
}

await main();
console.log("\n── summary");
for (const { name, passed, failed, problems } of steps) {
  console.log(`${failed > 0 ? "✗" : "✔"} ${name}${passed + failed > 1 ? `: ${passed} passed, ${failed} failed.` : ""}`);
  for (const problem of problems) console.log(`    ${problem}`);
}
const { line, ok } = summary(steps);
console.log(line);
process.exit(ok ? 0 : 1);

// Everything that has to hold, on a fresh clone too: only Node and npm are needed.
//   npm test [-- --desktop | --code-server | --verbose]
import { installDependencies } from "./dependencies.mjs";
import { inRoot, root } from "./paths.mjs";
import { npm, run } from "./processes.mjs";
import { runUnitTests } from "./unit.mjs";
import { summary } from "./verdict.mjs";

/** @type {{name: string, passed: number, failed: number, problems: readonly string[]}[]} */
const steps = [];

/**
 * @param {string} name
 * @param {() => Promise<{passed: number, failed: number, problems?: readonly string[]}>} work
 */
async function step(name, work) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const counts = await work().catch((error) => ({ passed: 0, failed: 1, problems: [String(error.message ?? error)] }));
  steps.push({ problems: [], ...counts, name: `${name} (${((performance.now() - start) / 1000).toFixed(1)} s)` });
  return counts.failed === 0;
}

/** @param {Promise<number>} exitCode */
async function succeeds(exitCode) {
  const code = await exitCode;
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, problems: [`Exit code ${code}.`] };
}

async function main() {
  if (!(await step("packages", () => installDependencies().then(() => ({ passed: 0, failed: 0 }))))) return;
  await step("types and lint", () => succeeds(npm(["run", "--silent", "check"], { cwd: root })));
  const args = [inRoot("esbuild.js"), "--production", "--tests"];
  if (!(await step("build and size budgets", () => succeeds(run(process.execPath, args, { cwd: root }))))) return;
  await step("unit tests", runUnitTests);
  const { runSuite } = await import("./vscode.mjs");
  await step("tests inside VS Code", () =>
    runSuite(new Set(process.argv.slice(2)), { most: process.env.NORMSCOPE_ONLY ? 1 : 2 }),
  );
  if (process.platform === "win32") return;
  const { runUntrustedSuite } = await import("./untrusted.mjs");
  await step("tests in a workspace that is not trusted", runUntrustedSuite);
  const { runReloadTest } = await import("./reload.mjs");
  const { runWebSuite } = await import("./web.mjs");
  await step("tests inside VS Code for the browser", () => runWebSuite(new Set(process.argv.slice(2))));
  await step("views survive a reload of the window", runReloadTest);
  const { runTranslatedTest } = await import("./translated.mjs");
  await step("texts are translated to VS Code's language", runTranslatedTest);
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

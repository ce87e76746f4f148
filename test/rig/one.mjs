// Runs one of the smaller suites, or tells whoever has forked it what came out.
//   node test/rig/one.mjs untrusted | web | reload | translated [--verbose]
import { summary } from "./verdict.mjs";

/** @type {Record<string, (flags: Set<string>) => Promise<{passed: number, failed: number, problems?: readonly string[]}>>} */
const suites = {
  untrusted: async () => (await import("./untrusted.mjs")).runUntrustedSuite(),
  web: async (flags) => (await import("./web.mjs")).runWebSuite(flags),
  reload: async () => (await import("./reload.mjs")).runReloadTest(),
  translated: async () => (await import("./translated.mjs")).runTranslatedTest(),
};

const [name = "", ...flags] = process.argv.slice(2);
const run = suites[name];
if (!run) {
  console.error(`There is no suite "${name}", but ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}
const result = await run(new Set(flags)).catch((error) => ({
  passed: 0,
  failed: 1,
  problems: [String(error.message)],
}));
const { line, ok } = summary([result]);
const exit = () => process.exit(ok ? 0 : 1);
if (process.send) process.send(result, exit);
else {
  for (const problem of result.problems ?? []) console.log(problem);
  console.log(line);
  exit();
}

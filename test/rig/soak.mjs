// What only hours bring to light, in minutes: runs the files of test/vscode/soak inside a real VS Code.
//   npm run soak [-- --minutes 20] [--code-server] [--verbose]; NORMSCOPE_ONLY=dashboard runs one of them
import { parseArgs } from "node:util";
import { summary } from "./verdict.mjs";
import { runSuite } from "./vscode.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    desktop: { type: "boolean" },
    "code-server": { type: "boolean" },
    verbose: { type: "boolean" },
  },
});
const { minutes, ...flags } = values;
process.env.NORMSCOPE_SOAK = minutes;
const named = Object.entries(flags).filter(([, given]) => given);
// Each file may take its minutes, and some before and after.
const result = await runSuite(new Set(named.map(([name]) => `--${name}`)), { minutes: 4 * Number(minutes) + 30 });
for (const problem of result.problems) console.log(problem);
const { line, ok } = summary([result]);
console.log(line);
process.exit(ok ? 0 : 1);

// What only hours or thousands bring to light: runs the files of test/vscode/soak inside a real VS Code.
//   npm run soak [-- --only dashboard,panels] [--minutes 20] [--code-server] [--verbose]
import { parseArgs } from "node:util";
import { summary } from "./verdict.mjs";
import { runSuite } from "./vscode.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    minutes: { type: "string", default: "20" },
    desktop: { type: "boolean" },
    "code-server": { type: "boolean" },
    verbose: { type: "boolean" },
  },
});
const { minutes, only, ...flags } = values;
process.env.NORMSCOPE_SOAK = minutes;
if (only !== undefined) process.env.NORMSCOPE_ONLY = only;
const named = Object.entries(flags).filter(([, given]) => given);
// What goes on for hours may take its minutes, and some before and after; what is large takes others.
const limits = { minutes: 4 * Number(minutes) + 90, most: 1 };
const result = await runSuite(new Set(named.map(([name]) => `--${name}`)), limits);
for (const problem of result.problems) console.log(problem);
const { line, ok } = summary([result]);
console.log(line);
process.exit(ok ? 0 : 1);

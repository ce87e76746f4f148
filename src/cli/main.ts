import { parseArgs } from "node:util";
import { profileCommand } from "./profile";

const USAGE = `Usage: normscope profile PATH… [options]

Profiles activations in .npy, .npz and .safetensors files. A folder with one file per training step
gives running averages; its subfolders are runs of their own.

Options:
  --json                 print the report as JSON
  --out FILE             write to FILE instead of standard output
  --channel-axis N       axis that channels lie along; negative counts from the end (default: 1)
  --momentum M           momentum of the running averages, or "none" for the cumulative average
  --convention NAME      whose meaning the momentum has: pytorch (default, 0.1) or keras (0.99)
  --assume-dtype DTYPE   what to read values as whose dtype NumPy has lost (bfloat16, float8_e4m3fn …)
  --help, --version`;

/** Exit 0: done. Exit 2: could not run; one line on standard error says why. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      out: { type: "string" },
      "channel-axis": { type: "string" },
      momentum: { type: "string" },
      convention: { type: "string", default: "pytorch" },
      "assume-dtype": { type: "string" },
      help: { type: "boolean", default: false },
      version: { type: "boolean", default: false },
    },
  });
  const [command, ...paths] = positionals;
  if (values.version) console.log(`normscope ${process.env.NORMSCOPE_VERSION}`);
  else if (values.help) console.log(USAGE);
  else if (command === "profile") await profileCommand(paths, values);
  else
    throw new Error(
      command === undefined ? "what to do? Try: normscope profile PATH" : `no command "${command}"; there is: profile`,
    );
}

main().catch((error: Error) => {
  console.error(`normscope: ${error.message.replace(/\s*\n\s*/g, " ")}`);
  process.exitCode = 2;
});

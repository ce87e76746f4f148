#!/usr/bin/env node
import { parseArgs } from "node:util";
import { parentPort } from "node:worker_threads";
import { reason } from "../readers/reason";
import type { Command } from "./options";
import { complain } from "./print";

/** Only what is asked for is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  profile: async () => (await import("./profile")).profileCommand,
  check: async () => (await import("./check")).checkCommand,
  normalize: async () => (await import("./normalize")).normalizeCommand,
  "what-if": async () => (await import("./whatIf")).whatIfCommand,
  "run-onnx": async () => (await import("./runOnnx")).runOnnxCommand,
  lab: async () => (await import("./lab")).labCommand,
};

const USAGE = `Usage: normscope COMMAND [options]

Commands:
  profile      statistics of activations and weights, running averages over training steps, health of a checkpoint's
               normalization layers
  check        faults of normalization layers in Python code and notebooks
  normalize    batch, layer, instance, group or RMS normalization of a tensor, and its gradients
  what-if      what another batch size or momentum would do to batch norm, and what tells training from inference
  run-onnx     an ONNX model on inputs of yours: statistics of what enters and leaves its normalization layers
  lab          small networks trained on digits, to see what normalization does

normscope COMMAND --help tells a command's options.
  --help, -h, --version`;

/** Exit 0: done. Exit 1: done, and something was found. Exit 2: could not run; one line on standard error says why. */
async function main(args: readonly string[]): Promise<void> {
  const at = args.findIndex((arg) => Object.hasOwn(COMMANDS, arg));
  const command = await COMMANDS[args[at]!]?.();
  if (args.includes("--version")) console.log(`normscope ${process.env.NORMSCOPE_VERSION}`);
  else if (args[0] === "help" || args.some((arg) => arg === "--help" || arg === "-h"))
    console.log(command?.usage ?? USAGE);
  else if (command) process.exitCode = await command.run(args.toSpliced(at, 1));
  else refuse(args);
}

function refuse(args: readonly string[]): never {
  const [unknown] = parseArgs({ args: [...args], allowPositionals: true }).positionals;
  throw new Error(
    unknown === undefined
      ? "what to do? Try: normscope profile PATH, or normscope --help"
      : `no command "${unknown}"; there are: ${Object.keys(COMMANDS).join(", ")}`,
  );
}

/** Of options that are wrong, Node also tells how a file may be named like one. */
function wordsOf({ code, message }: NodeJS.ErrnoException): string {
  if (!code?.startsWith("ERR_PARSE_ARGS_")) return message;
  const [first] = message.replace(/argument (is ambiguous|missing)/, "has no value").split(/\.(?: |\n|$)/);
  return `${first!.replace(/^./, (letter) => letter.toLowerCase())}; --help lists the options`;
}

// Whoever reads the output may have seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  console.error(`normscope: standard output cannot be written to (${reason(error)})`);
  process.exit(2);
});

// A thread of this program's own checks files; it has no command line.
const port = parentPort;
if (port) void import("../check/checkEach").then(({ serveChecks }) => serveChecks(port));
else
  main(process.argv.slice(2)).catch((error: Error) => {
    complain(wordsOf(error));
    process.exitCode = 2;
  });

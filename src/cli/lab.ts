import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createLabWasm } from "../engine/kernels/labWasm";
import type { Experiment } from "../engine/lab/experiments/experiment";
import { EXPERIMENTS } from "../engine/lab/experiments/experiments";
import type { Outcome } from "../engine/lab/outcome";
import { type LabProgress, runExperiment } from "../engine/lab/runExperiment";
import { shortened } from "../engine/lab/shortened";
import type { Point } from "../engine/lab/train";
import { readDigits } from "../worker/digits/readDigits";
import { labJson, labText } from "./labText";
import { type Command, countOf, type ExitCode, joinNegatives, oneOf } from "./options";

/** Enough for the largest network of the experiments with the passes of a batch. */
const KERNEL_BYTES = 2 ** 27;
const DEFAULT_SEEDS = 3;
const MAX_SEEDS = 100;

/** `normscope lab`. */
export const labCommand: Command = {
  usage: `Usage: normscope lab NAME [options]

Trains small networks on handwritten digits and tells what normalization did to them, beside what papers report.

${EXPERIMENTS.map(({ name, question }) => `  ${name.padEnd(18)}${question}`).join("\n")}

  --seeds N     trainings of each network, from seeds 1 to N (default: ${DEFAULT_SEEDS})
  --steps N     steps of each training at most, for a quicker look: networks that learn slowly are then judged too soon
  --json        all points of all trainings as JSON
  --help, --version

Progress goes to standard error. Ctrl-C ends it, and what was finished is printed.`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args: joinNegatives(args),
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        seeds: { type: "string", default: String(DEFAULT_SEEDS) },
        steps: { type: "string" },
      },
    });
    const steps = values.steps === undefined ? null : countOf("--steps", values.steps);
    const experiment = shortened(experimentOf(positionals), steps);
    return lab(experiment, countOf("--seeds", values.seeds, MAX_SEEDS), values.json);
  },
};

async function lab(experiment: Experiment, seeds: number, json: boolean): Promise<ExitCode> {
  const data = await readDigits(__dirname);
  const outcome = await untilInterrupted((stopped) => {
    const all = Array.from({ length: seeds }, (_, i) => i + 1);
    return runExperiment(createLabWasm(KERNEL_BYTES), data, experiment, all, { progress: tellProgress, stopped });
  });
  const { finished, inAll } = outcome.trainings;
  const write = json ? labJson : labText;
  if (finished > 0) process.stdout.write(`${write(experiment, data, outcome)}\n`);
  if (finished === inAll) return 0;
  throw new Error(`lab ${experiment.name} was interrupted: ${finished} of ${inAll} trainings were finished`);
}

/** The first Ctrl-C asks the work to stop. */
async function untilInterrupted(work: (stopped: () => boolean) => Promise<Outcome>): Promise<Outcome> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    return await work(() => interrupted);
  } finally {
    process.off("SIGINT", interrupt);
    if (process.stderr.isTTY) process.stderr.write("\n");
  }
}

let told = "";
/** Signals come in only between steps that wait for them: so often at least, in milliseconds. */
const LISTEN_EVERY = 20;
let listened = 0;

/** Tells of looks, and lets signals come in. */
async function tellProgress(progress: LabProgress): Promise<void> {
  if (progress.point) tellPoint(progress, progress.point);
  else if (performance.now() - listened < LISTEN_EVERY) return;
  await setImmediate();
  listened = performance.now();
}

/** One line that is written over in a terminal, a line a percent elsewhere. */
function tellPoint({ arm, seed, stepsDone, stepsInAll }: LabProgress, point: Point): void {
  const percent = `${Math.floor((100 * stepsDone) / stepsInAll)} %`;
  const line = `${percent}  seed ${seed}, ${arm.name}: step ${point.step}, accuracy ${(100 * point.accuracy).toFixed(1)} %`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K`);
  else if (percent !== told) process.stderr.write(`${line}\n`);
  told = percent;
}

function experimentOf(names: readonly string[]): Experiment {
  const known = EXPERIMENTS.map(({ name }) => name);
  if (names.length !== 1) throw new Error(`lab takes one experiment: ${known.join(", ")}`);
  const name = oneOf("the experiment", names[0]!, known);
  return EXPERIMENTS.find((experiment) => experiment.name === name)!;
}

import type { LabKernels } from "../../engine/kernels/labKernels";
import type { Dataset } from "../../engine/lab/dataset";
import type { Arm, Experiment } from "../../engine/lab/experiments/experiment";
import { EXPERIMENTS } from "../../engine/lab/experiments/experiments";
import { type LabProgress, runExperiment } from "../../engine/lab/runExperiment";
import { shortened } from "../../engine/lab/shortened";
import type { FromLabThread, LabRequest, ToLabThread, TrainingKey } from "../../protocol/lab";
import { breath } from "./breath";

/** A message is heard between steps only, so often at least, in milliseconds; steps are told as often. */
const LISTEN_EVERY = 50;

/** Trains one network after the other, as it is told to. */
export interface Trainer {
  receive(message: ToLabThread): void;
}

interface Pause {
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** @param read the data, which is read once */
export function createTrainer(
  kernels: LabKernels,
  read: () => Promise<Dataset>,
  send: (message: FromLabThread) => void,
): Trainer {
  let data: Promise<Dataset> | null = null;
  let pause: Pause | null = null;
  let listened = 0;

  async function progress({ step, point }: LabProgress): Promise<void> {
    const now = performance.now();
    if (point || now - listened >= LISTEN_EVERY) {
      send({ type: "step", step, point });
      await breath();
      listened = performance.now();
    }
    // Resumed and paused again while it waits: there may be another pause behind the first.
    while (pause) await pause.over;
  }

  async function plan(request: LabRequest): Promise<void> {
    data ??= read();
    const { name, train, test } = await data;
    const facts = { name, train: train.labels.length, test: test.labels.length };
    const steps = experimentOf(request).arms.map(({ training }) => training.steps);
    send({ type: "planned", plan: { steps, data: facts, generator: `normscope ${process.env.NORMSCOPE_VERSION}` } });
  }

  async function train(request: LabRequest, { arm, seed }: TrainingKey): Promise<void> {
    data ??= read();
    const experiment = { arms: [armOf(request, arm)], summarize: () => [], conclude: () => [] };
    await runExperiment(kernels, await data, experiment, [seed], { progress, stopped: () => false });
    send({ type: "trained" });
  }

  function endPause(): void {
    pause?.end();
    pause = null;
  }

  const failed = (error: Error) => send({ type: "failed", message: error.message });

  return {
    receive(message) {
      switch (message.type) {
        case "plan":
          plan(message.request).catch(failed);
          break;
        case "train":
          train(message.request, message.key).catch(failed);
          break;
        case "pause":
          if (message.paused) pause ??= startPause();
          else endPause();
      }
    },
  };
}

function startPause(): Pause {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}

function armOf(request: LabRequest, arm: number): Arm {
  const { arms } = experimentOf(request);
  if (!arms[arm]) throw new Error(`arm ${arm} of ${request.experiment} is asked for, but it has ${arms.length}`);
  return arms[arm];
}

function experimentOf({ experiment, steps }: LabRequest): Experiment {
  const known = EXPERIMENTS.find(({ name }) => name === experiment);
  if (!known) throw new Error(`the lab has no experiment ${JSON.stringify(experiment)}`);
  return shortened(known, steps);
}

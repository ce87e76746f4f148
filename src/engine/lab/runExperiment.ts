import type { LabKernels } from "../kernels/labKernels";
import type { Dataset } from "./dataset";
import type { Arm, ArmResult, Experiment, Run } from "./experiments/experiment";
import { type Outcome, outcomeOf } from "./outcome";
import { type Point, train } from "./train";

/** Who looks on while networks train. */
export interface Watch {
  /** Before the first step of a training and after every one. The training waits for what is returned, which may pause it. */
  progress(progress: LabProgress): void | Promise<void>;
  /** Asked after every progress: true ends the experiment, and the training at hand is forgotten unless it is finished. */
  stopped(): boolean;
}

export interface LabProgress {
  readonly arm: Arm;
  readonly seed: number;
  /** Steps taken in this training. */
  readonly step: number;
  /** What a look at the test examples found; null between looks. */
  readonly point: Point | null;
  /** Of all steps of all arms and seeds; a training that ends early is through with its own. */
  readonly stepsDone: number;
  readonly stepsInAll: number;
}

/**
 * Trains every arm of an experiment once for each seed. Seeds come first, so that the arms of one are all there before
 * the next begins.
 *
 * @param kernels whose arrays are all forgotten
 */
export async function runExperiment(
  kernels: LabKernels,
  data: Dataset,
  experiment: Pick<Experiment, "arms" | "summarize" | "conclude">,
  seeds: readonly number[],
  watch: Watch,
): Promise<Outcome> {
  const results: readonly FilledResult[] = experiment.arms.map((arm) => ({ arm, runs: [] }));
  await trainAll(kernels, data, results, seeds, watch);
  return outcomeOf(experiment, results, seeds);
}

interface FilledResult extends ArmResult {
  readonly runs: Run[];
}

/** Adds the trainings to the results of their arms, until it is stopped. */
async function trainAll(
  kernels: LabKernels,
  data: Dataset,
  results: readonly FilledResult[],
  seeds: readonly number[],
  watch: Watch,
): Promise<void> {
  const stepsInAll = seeds.length * results.reduce((sum, { arm }) => sum + arm.training.steps, 0);
  let before = 0;
  for (const seed of seeds) {
    for (const { arm, runs } of results) {
      const points: Point[] = [];
      kernels.clear();
      for (const { step, point } of train(kernels, data, arm.training, seed)) {
        if (point) points.push(point);
        await watch.progress({ arm, seed, step, point, stepsDone: before + step, stepsInAll });
        if (watch.stopped() && step < arm.training.steps) return;
      }
      runs.push({ seed, points });
      before += arm.training.steps;
    }
  }
}

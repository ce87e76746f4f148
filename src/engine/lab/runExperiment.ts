import type { LabKernels } from "../kernels/labKernels";
import type { Dataset } from "./dataset";
import type { Arm, ArmResult, Experiment, Figure, Run } from "./experiments/experiment";
import { type Point, train } from "./train";

/** What an experiment came to. */
export interface Outcome {
  readonly results: readonly ArmResult[];
  readonly figures: readonly Figure[];
}

/** Who looks on while networks train. */
export interface Watch {
  /** At every look at the test examples. The training waits for what is returned, which may pause it. */
  progress(progress: LabProgress): void | Promise<void>;
  /** Asked after every progress: true ends the experiment. */
  stopped(): boolean;
}

export interface LabProgress {
  readonly arm: Arm;
  readonly seed: number;
  readonly point: Point;
  /** Of all steps of all arms and seeds; a training that ends early is through with its own. */
  readonly stepsDone: number;
  readonly stepsInAll: number;
}

/**
 * Trains every arm of an experiment once for each seed. Seeds come first, so that the arms of one are all there before
 * the next begins.
 *
 * @param kernels whose arrays are all forgotten
 * @returns null where it was stopped
 */
export async function runExperiment(
  kernels: LabKernels,
  data: Dataset,
  { arms, summarize }: Pick<Experiment, "arms" | "summarize">,
  seeds: readonly number[],
  watch: Watch,
): Promise<Outcome | null> {
  const stepsInAll = seeds.length * arms.reduce((sum, { training }) => sum + training.steps, 0);
  const runs = new Map<Arm, Run[]>(arms.map((arm) => [arm, []]));
  let before = 0;
  for (const seed of seeds) {
    for (const arm of arms) {
      const points: Point[] = [];
      kernels.clear();
      for (const point of train(kernels, data, arm.training, seed)) {
        points.push(point);
        await watch.progress({ arm, seed, point, stepsDone: before + point.step, stepsInAll });
        if (watch.stopped()) return null;
      }
      runs.get(arm)!.push({ seed, points });
      before += arm.training.steps;
    }
  }
  const results = arms.map((arm) => ({ arm, runs: runs.get(arm)! }));
  return { results, figures: summarize(results) };
}

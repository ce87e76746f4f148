import type { Experiment } from "./experiments/experiment";

/** The same experiment with fewer steps, for a quicker look. @param most of each training; null is all */
export function shortened(experiment: Experiment, most: number | null): Experiment {
  if (most === null) return experiment;
  const arms = experiment.arms.map((arm) => {
    return { ...arm, training: { ...arm.training, steps: Math.min(most, arm.training.steps) } };
  });
  return { ...experiment, arms };
}

import { labNumbers } from "../../engine/lab/labNumbers";
import { type Cell, csv } from "../editor/csv";
import { outcomeSoFar, resultsOf, type ShownRun } from "./shownRuns";

/** The same as `normscope lab NAME --json`: the finished trainings, and what they come to. */
export function labJson(shown: ShownRun): string {
  const { generator, data } = shown.run.plan ?? { generator: "normscope", data: { name: "", train: 0, test: 0 } };
  const numbers = labNumbers(shown.experiment, data, outcomeSoFar(shown));
  const content = { version: 1, generator, ...numbers };
  return JSON.stringify(content, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/** Every look of every training, one line each, unfinished ones among them. */
export function labCsv(shown: ShownRun): string {
  const rows = resultsOf(shown, true).flatMap(({ arm, runs }) =>
    runs.flatMap(({ seed, points }) =>
      points.map(({ step, trainLoss, testLoss, accuracy, batchAccuracy, spread }): Cell[] => {
        const [low = null, middle = null, high = null] = spread?.unit ?? [];
        return [arm.name, seed, step, trainLoss, testLoss, accuracy, batchAccuracy, low, middle, high];
      }),
    ),
  );
  const spread = ["input_p15", "input_p50", "input_p85"];
  return csv(["network", "seed", "step", "train_loss", "test_loss", "accuracy", "batch_accuracy", ...spread], rows);
}

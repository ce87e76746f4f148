import type { LabKernels } from "../kernels/labKernels";
import { createRandom } from "../random";
import { batchesOf, type Dataset } from "./dataset";
import { evaluate } from "./evaluate";
import { crossEntropy } from "./loss";
import { createNetwork } from "./network";
import type { NetworkSpec } from "./networkSpec";
import { createOptimizer, type OptimizerSpec } from "./optimizer";
import { type Percentiles, percentilesOfUnits, spreadOf, type UnitSpread } from "./unitSpread";

/** One training, as data. */
export interface Training {
  readonly network: NetworkSpec;
  readonly optimizer: OptimizerSpec;
  readonly batchSize: number;
  readonly steps: number;
  /** Steps from one look at the test examples to the next; one comes before the first step, too. */
  readonly evaluateEvery: number;
  /** Also judge by the test batches' own statistics. */
  readonly batchStatistics?: boolean;
  /** The layer whose inputs' spread is measured at every look. */
  readonly watchedLayer?: number;
}

/** How far a training is. */
export interface Moment {
  /** Steps taken. */
  readonly step: number;
  /** What a look at the test examples found; null between looks. */
  readonly point: Point | null;
}

/** What a look at the test examples found. */
export interface Point {
  /** Steps taken before. */
  readonly step: number;
  /** Mean of the training batches since the last look; null before the first step. */
  readonly trainLoss: number | null;
  readonly testLoss: number;
  /** Share of the test examples that are told right, with running statistics. */
  readonly accuracy: number;
  /** The same with the test batches' own statistics; null where it was not asked for. */
  readonly batchAccuracy: number | null;
  /** Null where no layer is watched. */
  readonly spread: UnitSpread | null;
}

/**
 * Trains a network from scratch, and yields before the first step and after every one: who asks for no more has ended it.
 * Ends early after a point whose loss is not a number, since nothing is learned any more. The seed decides first
 * weights, order of the examples and dropout: two trainings of one seed and batch size see the same batches.
 */
export function* train(kernels: LabKernels, data: Dataset, training: Training, seed: number): Generator<Moment, void> {
  const ground = { kernels, precision: "float32", random: createRandom(2 * seed) } as const;
  const network = createNetwork(ground, training.network);
  const update = createOptimizer(network.parameters, training.optimizer);
  const batches = batchesOf(data.train, training.batchSize, createRandom(2 * seed + 1));
  let percentiles: readonly Percentiles[] | null = null;

  yield { step: 0, point: look(0, null) };
  let sum = 0;
  let since = 0;
  for (let step = 1; step <= training.steps; step++) {
    const { inputs, labels } = batches.next().value;
    sum += kernels.borrowNow(() => {
      const { loss, gradient } = crossEntropy(network.forward(inputs, labels.length, "train"), labels);
      network.backward(gradient);
      return loss;
    });
    update();
    since++;
    if (step % training.evaluateEvery !== 0 && step !== training.steps) {
      yield { step, point: null };
      continue;
    }
    const point = look(step, sum / since);
    yield { step, point };
    if (!Number.isFinite(point.trainLoss) || !Number.isFinite(point.testLoss)) return;
    sum = 0;
    since = 0;
  }

  function look(step: number, trainLoss: number | null): Point {
    const { watchedLayer, batchStatistics } = training;
    const { loss, accuracy } = evaluate(kernels, network, data.test, "evaluate");
    return {
      step,
      trainLoss,
      testLoss: loss,
      accuracy,
      batchAccuracy: batchStatistics ? evaluate(kernels, network, data.test, "batchStatistics").accuracy : null,
      spread: watchedLayer === undefined ? null : watch(watchedLayer),
    };
  }
  function watch(layer: number): UnitSpread {
    const before = percentiles;
    percentiles = percentilesOfUnits(kernels, network, data.test, layer);
    return spreadOf(percentiles, before);
  }
}

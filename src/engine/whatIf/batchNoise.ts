import { createRandom } from "../random";
import type { Population } from "./population";

/** What batches of one size do to batch norm's statistics and output. Arrays have an entry for each channel judged. */
export interface BatchNoise {
  /** Examples. */
  readonly size: number;
  /** Batches that were drawn. */
  readonly batches: number;
  /** Standard deviation of the batch mean, in the population's σ. */
  readonly meanSpread: Float64Array;
  /** Average of the biased batch variance, over the population's. */
  readonly varianceAverage: Float64Array;
  /** Standard deviation of the biased batch variance, over the population's variance. */
  readonly varianceSpread: Float64Array;
  /**
   * RMS difference of the batch's outputs from those that the population's statistics make of the same values, which
   * have σ = 1 (but for ε).
   */
  readonly noise: Float64Array;
  /** RMS of the noise over channels. */
  readonly rms: number;
  /** Parts of it, which add as squares: what the batch's mean shifts, and what its variance scales. */
  readonly fromMean: number;
  readonly fromVariance: number;
  /** Of `rms`: the Monte Carlo error, as the number of batches leaves it. */
  readonly standardError: number;
}

/** A few seconds' work. */
const MOST_WORK = 2 ** 27;
const WORK_UNTIL_TOLD = 2 ** 21;
const ROUNDS = { least: 32, most: 1024 };

/**
 * Draws batches of 1, 2, 4, … examples with replacement (the bootstrap: Efron 1979, "Bootstrap methods: another look at
 * the jackknife"). Examples are drawn whole, since the values of one are alike.
 *
 * @param eps the ε that the population was made with
 * @param seed a whole number from 0 to 2^53 - 1
 * @param onShare told from time to time what share of the work is done; the draws wait for what is returned
 */
export async function resampledNoise(
  population: Population,
  eps: number,
  seed: number,
  onShare: (share: number) => void | Promise<void> = () => {},
): Promise<readonly BatchNoise[]> {
  const { examples, channels } = population;
  const largest = 2 ** Math.floor(Math.log2(examples));
  const workOfRound = largest * Math.max(1, channels.length);
  const rounds = Math.max(ROUNDS.least, Math.min(ROUNDS.most, Math.floor(MOST_WORK / workOfRound)));
  const untilTold = Math.max(1, Math.floor(WORK_UNTIL_TOLD / workOfRound));
  const random = createRandom(seed);
  const drawn = new Uint32Array(largest);
  const drawing = startDrawing(population, eps);
  for (let round = 0; round < rounds; round++) {
    drawing.take(drawn.map(() => random.below(examples)));
    if ((round + 1) % untilTold === 0) await onShare((round + 1) / rounds);
  }
  return drawing.finish();
}

/**
 * The noise of batches that were drawn.
 *
 * @param rounds indices of examples, as many in each round, a power of two
 */
export function noiseOfDraws(
  population: Population,
  eps: number,
  rounds: Iterable<ArrayLike<number>>,
): readonly BatchNoise[] {
  const drawing = startDrawing(population, eps);
  for (const round of rounds) drawing.take(round);
  return drawing.finish();
}

/** Each round is cut into batches of every size, so that one pass serves all. */
function startDrawing({ outputMean, outputSquare, channels, scale }: Population, eps: number) {
  const count = channels.length;
  const levels: Level[] = [];
  const smoothing = scale.map((one) => eps / one ** 2);
  return {
    take(round: ArrayLike<number>): void {
      while (2 ** levels.length <= round.length) levels.push(createLevel(2 ** levels.length, count));
      for (let i = 0; i < round.length; i++) {
        const [from, to] = [round[i]! * count, (round[i]! + 1) * count];
        take(levels, 0, outputMean.subarray(from, to), outputSquare.subarray(from, to), smoothing);
      }
    },
    finish: (): readonly BatchNoise[] => levels.map((level) => finish(level, smoothing)),
  };
}

/** Batches of one size, and the half of one of the next size. */
interface Level {
  readonly size: number;
  batches: number;
  isHalf: boolean;
  /** Sums over the examples that have been put together. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly totals: Totals;
  /** Of the batches' mean squared noise over channels, and of its square. */
  noise: number;
  noiseSquared: number;
}

/** Over batches, by channel. */
interface Totals {
  readonly mean: Float64Array;
  readonly meanSquared: Float64Array;
  readonly variance: Float64Array;
  readonly varianceSquared: Float64Array;
  readonly scaling: Float64Array;
}

function createLevel(size: number, channels: number): Level {
  const array = () => new Float64Array(channels);
  const totals = {
    mean: array(),
    meanSquared: array(),
    variance: array(),
    varianceSquared: array(),
    scaling: array(),
  };
  return { size, batches: 0, isHalf: false, sum: array(), squares: array(), totals, noise: 0, noiseSquared: 0 };
}

/** Takes in a batch, and makes one of the next size of every two. */
function take(levels: readonly Level[], at: number, sum: Float64Array, squares: Float64Array, eps: Float64Array): void {
  record(levels[at]!, sum, squares, eps);
  const next = levels[at + 1];
  if (!next) return;
  if (!next.isHalf) {
    next.sum.set(sum);
    next.squares.set(squares);
  } else {
    for (let c = 0; c < sum.length; c++) {
      next.sum[c]! += sum[c]!;
      next.squares[c]! += squares[c]!;
    }
  }
  next.isHalf = !next.isHalf;
  if (!next.isHalf) take(levels, at + 1, next.sum, next.squares, eps);
}

/**
 * With the population's output y, a batch of mean z and variance w makes (y - z) / √(w + ε) of it, whose mean squared
 * difference from y over the batch's own values is z² + w (1 - 1/√(w + ε))²; ε in units of the population's scale.
 */
function record(level: Level, sum: Float64Array, squares: Float64Array, eps: Float64Array): void {
  const { size, totals } = level;
  let whole = 0;
  for (let c = 0; c < sum.length; c++) {
    const z = sum[c]! / size;
    const w = Math.max(0, squares[c]! / size - z * z);
    const scaling = w === 0 ? 0 : w * (1 - 1 / Math.sqrt(w + eps[c]!)) ** 2;
    totals.mean[c]! += z;
    totals.meanSquared[c]! += z * z;
    totals.variance[c]! += w;
    totals.varianceSquared[c]! += w * w;
    totals.scaling[c]! += scaling;
    whole += z * z + scaling;
  }
  whole /= sum.length;
  level.batches++;
  level.noise += whole;
  level.noiseSquared += whole * whole;
}

function finish({ size, batches, totals, noise, noiseSquared }: Level, eps: Float64Array): BatchNoise {
  const { mean, meanSquared, variance, varianceSquared, scaling } = totals;
  const spread = (sum: Float64Array, squared: Float64Array) =>
    sum.map((total, c) => Math.sqrt(Math.max(0, squared[c]! / batches - (total / batches) ** 2)));
  // From the output's units, in which the population's variance is 1 but for ε, to the population's own.
  const own = (numbers: Float64Array, power: number) => numbers.map((number, c) => number / (1 - eps[c]!) ** power);
  const average = (numbers: Float64Array) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length / batches;
  const rms = Math.sqrt(noise / batches);
  const errorOfSquare = Math.sqrt(Math.max(0, noiseSquared / batches - rms ** 4) / Math.max(1, batches - 1));
  return {
    size,
    batches,
    meanSpread: own(spread(mean, meanSquared), 0.5),
    varianceAverage: own(
      variance.map((total) => total / batches),
      1,
    ),
    varianceSpread: own(spread(variance, varianceSquared), 1),
    noise: scaling.map((total, c) => Math.sqrt((total + meanSquared[c]!) / batches)),
    rms,
    fromMean: Math.sqrt(average(meanSquared)),
    fromVariance: Math.sqrt(average(scaling)),
    standardError: rms === 0 ? 0 : errorOfSquare / (2 * rms),
  };
}

import type { Memory } from "../memory";
import { tell } from "../ui";

/** What was measured at one time. */
export interface Sample {
  /** Since the beginning. */
  readonly minutes: number;
  /** What the time stands for: hours of a training, edits. */
  readonly amount: number;
  readonly memory: Memory;
}

/** By how much each may grow from the end of the warm-up on and still be flat: a share of its mean, and no less than so much. */
const ALLOWED: Readonly<Record<keyof Memory, readonly [share: number, least: number]>> = {
  resident: [0.1, 40],
  hostHeap: [0.05, 2],
  hostBuffers: [0.1, 3],
  threads: [0, 0.5],
  threadHeaps: [0.2, 15],
  pageHeap: [0.1, 6],
  nodes: [0.1, 400],
  listeners: [0.1, 200],
};

/** The first of the samples, while caches fill. */
const WARM_UP = 1 / 3;

const KEYS = Object.keys(ALLOWED) as (keyof Memory)[];

/** One sample as a line of a table; the head of the table without one. */
export async function tellSample(unit: string, sample?: Sample): Promise<void> {
  const cells = sample
    ? [sample.minutes.toFixed(1), short(sample.amount), ...KEYS.map((key) => short(sample.memory[key]))]
    : ["minutes", unit, ...KEYS];
  await tell({ type: "note", title: cells.map((cell) => cell.padStart(12)).join("") });
}

/**
 * Tells of each measure how it went, and by how much it grows in a unit once it is warm.
 *
 * @returns those that grow
 */
export async function tellVerdict(unit: string, samples: readonly Sample[]): Promise<readonly string[]> {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP));
  const growing: string[] = [];
  for (const key of KEYS) {
    const values = samples.map(({ memory }) => memory[key]);
    const slope = slopeOf(warm.map(({ amount, memory }) => [amount, memory[key]]));
    const grown = slope * (warm.at(-1)!.amount - warm[0]!.amount);
    const [share, least] = ALLOWED[key];
    const allowed = Math.max(least, share * meanOf(warm.map(({ memory }) => memory[key])));
    const verdict = grown <= allowed ? "flat" : `GROWS by ${short(grown)}, of ${short(allowed)} allowed`;
    if (grown > allowed) growing.push(`${key} ${verdict}`);
    const about = `${short(slope)} per ${unit}, ${verdict}`;
    await tell({ type: "note", title: `${key.padEnd(12)} ${sparkline(values)} ${about}` });
  }
  return growing;
}

/** Of the straight line that fits best. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const [x, y] = [meanOf(points.map(([at]) => at)), meanOf(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const BARS = "▁▂▃▄▅▆▇█";
const WIDTH = 60;

/** From nothing up to the largest value. */
function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, Number.MIN_VALUE);
  const every = Math.max(1, values.length / WIDTH);
  const shown = Array.from({ length: Math.min(values.length, WIDTH) }, (_, i) => values[Math.floor(i * every)]!);
  return shown.map((value) => BARS[Math.min(7, Math.floor((value / most) * 7.99))]).join("");
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

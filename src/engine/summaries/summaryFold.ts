import type { Layer } from "../report";
import { type CurveFold, createCurve } from "./curveFold";
import { curveLayer } from "./curveLayer";
import { createHistograms, type HistogramFold } from "./histogramFold";
import { histogramLayer } from "./histogramLayer";
import { layerNames } from "./layerNames";
import type { LoggedValue } from "./summary";

/** What TensorBoard's files of one run hold, tag by tag. Memory grows with tags, not with steps. */
export interface SummaryFold {
  /** Adds a value; of a step that its tag has passed already, it is counted and left out. */
  add(value: LoggedValue): void;
  /** Counts a value that is left out, because a later file begins again at or before its step. */
  leaveOut(value: LoggedValue): void;
  /** Histograms, then scalars, each in the order in which their tags came. */
  layers(run: string): readonly Layer[];
  /** The last step of any tag; null before the first. */
  readonly last: () => number | null;
}

interface Tag {
  readonly tag: string;
  last: number;
  leftOut: number;
  readonly curve: CurveFold | null;
  readonly histograms: HistogramFold | null;
}

const MAX_TAGS = 20_000;
const MOST_TEXT = 2 ** 24;
/** What all tags together may keep for drawing: points of curves, and steps of histograms. */
const POINTS = 200_000;
const STEPS = 15_000;

export function createSummaryFold(): SummaryFold {
  const tags = new Map<string, Tag>();
  let text = 0;

  function tagOf({ tag, content: { kind } }: LoggedValue): Tag {
    const key = `${kind} ${tag}`;
    const known = tags.get(key);
    if (known) return known;
    text += tag.length;
    if (tags.size >= MAX_TAGS || text > MOST_TEXT)
      throw new Error(`more than the ${MAX_TAGS} tags, or ${MOST_TEXT} letters of tags, that are read`);
    const isScalar = kind === "scalar";
    const made: Tag = {
      tag,
      last: Number.NEGATIVE_INFINITY,
      leftOut: 0,
      curve: isScalar ? createCurve() : null,
      histograms: isScalar ? null : createHistograms(),
    };
    tags.set(key, made);
    return made;
  }

  const shareOf = (all: number, least: number, most: number) => Math.min(most, Math.max(least, all / tags.size));

  return {
    add(value) {
      const { content, step, wallTime } = value;
      if (content.kind === "other") return;
      const own = tagOf(value);
      if (step <= own.last) {
        own.leftOut++;
        return;
      }
      own.last = step;
      if (content.kind === "scalar") own.curve!.add(step, wallTime, content.value, shareOf(POINTS, 16, 2048));
      else own.histograms!.add(step, content.histogram, shareOf(STEPS, 4, 128));
    },
    leaveOut(value) {
      if (value.content.kind !== "other") tagOf(value).leftOut++;
    },
    layers(run) {
      const all = [...tags.values()].filter(({ last }) => last > Number.NEGATIVE_INFINITY);
      const names = layerNames(all.map(({ tag, curve }) => ({ tag, isScalar: curve !== null })));
      const named = all.map((own, i) => ({ ...own, name: names[i]!, run }));
      return [
        ...named.flatMap((own) => (own.histograms ? [histogramLayer(own, own.histograms)] : [])),
        ...named.flatMap((own) => (own.curve ? [curveLayer(own, own.curve)] : [])),
      ];
    },
    last: () => {
      const lasts = [...tags.values()].map(({ last }) => last).filter(Number.isFinite);
      return lasts.length === 0 ? null : lasts.reduce((a, b) => Math.max(a, b));
    },
  };
}

import type { Figure } from "../figures/figure";

type Range = readonly unknown[] | undefined;
type Ranges = Readonly<Record<(typeof AXES)[number], Range>>;

const AXES = ["xaxis", "yaxis"] as const;

/**
 * Keeps the ranges that a person has zoomed to while a place's figure changes with its data.
 *
 * @param plot where Plotly draws the figure
 * @returns makes a figure of `of` so that it is zoomed as the one before it, where that was of the same
 */
export function keepZoom(plot: HTMLElement): (made: Figure, of: string) => Figure {
  let before: { readonly of: string; readonly made: Ranges } | null = null;
  return (made, of) => {
    const shown = rangesOf((plot as { layout?: Figure["layout"] }).layout);
    const last = before?.of === of ? before.made : null;
    const zoomed = AXES.flatMap((axis) => {
      const [range, unzoomed] = [shown[axis], last?.[axis]];
      const isZoomed = range !== undefined && unzoomed !== undefined && !same(range, unzoomed);
      return isZoomed ? [[axis, { ...made.layout[axis], range }]] : [];
    });
    before = { of, made: rangesOf(made.layout) };
    return { ...made, layout: { ...made.layout, ...Object.fromEntries(zoomed) } };
  };
}

/** Copies: Plotly changes a layout's own. */
function rangesOf(layout: Figure["layout"] | undefined): Ranges {
  const [xaxis, yaxis] = AXES.map((axis) => layout?.[axis]?.range?.slice());
  return { xaxis, yaxis };
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

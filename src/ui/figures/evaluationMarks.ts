import type { Layout } from "plotly.js";
import { formatCount } from "../../engine/formatNumber";
import type { LoggedRunning } from "../../engine/report";
import { hueOf, type RunOf, type Theme, withOpacity } from "./figure";

/** What tells of evaluation mode. */
interface Evaluated {
  readonly steps: readonly number[];
  readonly logged: Pick<LoggedRunning, "evaluations"> | null;
}

/** When runs were in evaluation mode: a band in the run's hue, a dotted line where no step lies between. */
export function evaluationMarks(theme: Theme, runs: readonly RunOf<Evaluated>[]): NonNullable<Layout["shapes"]> {
  return runs.flatMap(({ index, content: { logged, steps } }) =>
    (logged?.evaluations ?? []).map(([from, to]) => {
      const hue = hueOf(theme, index);
      const end = to ?? steps.at(-1)!;
      const place = {
        xref: "x",
        yref: "paper",
        x0: from,
        x1: Math.max(from, end),
        y0: 0,
        y1: 1,
        layer: "below",
      } as const;
      return end > from
        ? {
            ...place,
            type: "rect" as const,
            fillcolor: withOpacity(hue, theme.highContrast ? 0.35 : 0.14),
            line: { width: 0 },
          }
        : { ...place, type: "line" as const, line: { color: hue, width: 1, dash: "dot" as const } };
    }),
  );
}

/** How often, in words that follow a figure's note; nothing where no run tells of it. */
export function evaluationNote(runs: readonly RunOf<Evaluated>[]): string | null {
  const times = runs.reduce((sum, { content: { logged } }) => sum + (logged?.evaluations.length ?? 0), 0);
  if (times === 0) return null;
  return `Upright marks: evaluation mode, ${times === 1 ? "once" : `${formatCount(times)} times`}.`;
}

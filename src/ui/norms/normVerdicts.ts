import { NORM_EXPLANATIONS } from "../../engine/findings/rules";
import { formatCount } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";
import { cleanName } from "../figures/safeText";
import { ORDER, ofFinding, type Verdict } from "../view/verdict";

/** A finding, and the layer that it is about, or the first of several; null where it is about the file. */
export interface NormVerdict extends Verdict {
  readonly norm: string | null;
  /** How many layers share the finding. */
  readonly layers: number;
}

/** From so many layers on, a finding that they share is told once. */
const MANY_LAYERS = 4;
const SHOWN_LAYERS = 3;

/** What is to be known about a checkpoint's normalization, the gravest first; a good word where nothing was found. */
export function normVerdicts({ findings, norms, partial }: Report): NormVerdict[] {
  const found: NormVerdict[] = [
    ...findings.map((finding) => ({ ...ofFinding(finding, ""), norm: null, layers: 0 })),
    ...together(
      norms.flatMap(({ name, findings: own }) =>
        own.map((finding) => ({ ...named(finding, name), norm: name, layers: 1 })),
      ),
    ),
  ];
  if (found.length > 0) return found.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const layers = norms.length === 1 ? "the normalization layer" : `all ${formatCount(norms.length)} layers`;
  return [
    {
      severity: "good",
      code: "healthy",
      title: "Nothing is wrong with the normalization layers",
      text: `Parameters and running statistics of ${layers}${partial ? " that could be read" : ""} are finite and in the usual range.`,
      norm: null,
      layers: 0,
    },
  ];
}

/** Verdicts of one code and severity on many layers become one, with the first of them as examples. */
function together(verdicts: readonly NormVerdict[]): NormVerdict[] {
  const alike = new Map<string, NormVerdict[]>();
  for (const verdict of verdicts) {
    const key = `${verdict.code} ${verdict.severity}`;
    alike.set(key, [...(alike.get(key) ?? []), verdict]);
  }
  return [...alike.values()].flatMap((same) => (same.length < MANY_LAYERS ? same : [summed(same)]));
}

function summed(same: readonly NormVerdict[]): NormVerdict {
  const { code, severity, norm, title } = same[0]!;
  const examples = same
    .slice(0, SHOWN_LAYERS)
    .map((verdict) => [verdict.title, verdict.text].filter(Boolean).join(". "));
  const left = same.length - examples.length;
  return {
    code,
    severity,
    norm,
    layers: same.length,
    title: `${formatCount(same.length)} layers: ${NORM_EXPLANATIONS.get(code)?.title ?? title}`,
    text: [...examples, `And ${formatCount(left)} more ${left === 1 ? "layer" : "layers"}.`].join("\n"),
  };
}

/** A message that does not say which layer it is about gets the layer's name in front. */
function named(finding: Report["findings"][number], name: string): Verdict {
  const says = cleanName(finding.message).includes(cleanName(name));
  return ofFinding(finding, says ? "" : name);
}

import { formatCount } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";
import { cleanName } from "../figures/safeText";
import { ORDER, ofFinding, type Verdict } from "../view/verdict";

/** A finding, and the layer that it is about; null where it is about the file. */
export interface NormVerdict extends Verdict {
  readonly norm: string | null;
}

/** What is to be known about a checkpoint's normalization, the gravest first; a good word where nothing was found. */
export function normVerdicts({ findings, norms, partial }: Report): NormVerdict[] {
  const found: NormVerdict[] = [
    ...findings.map((finding) => ({ ...ofFinding(finding, ""), norm: null })),
    ...norms.flatMap(({ name, findings: own }) => own.map((finding) => ({ ...named(finding, name), norm: name }))),
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
    },
  ];
}

/** A message that does not say which layer it is about gets the layer's name in front. */
function named(finding: Report["findings"][number], name: string): Verdict {
  const says = cleanName(finding.message).includes(cleanName(name));
  return ofFinding(finding, says ? "" : name);
}

import { averageLags } from "../../engine/findings/averageLags";
import { runningOff } from "../../engine/findings/runningOff";
import { formatCount, formatNumber, formatShare } from "../../engine/formatNumber";
import { nonFinitePlace } from "../../engine/nonFinitePlace";
import type { Report, Settling } from "../../engine/report";
import { updatesOf } from "../../engine/running/settling";
import { lacksOf } from "../../engine/summaries/lacks";
import { cleanName, shortName } from "../figures/safeText";
import { executionVerdicts } from "./executionVerdicts";
import { type LayerRow, runsWith } from "./layerRow";
import { type Momentum, settlingOf } from "./momentum";
import { ORDER, ofFinding, type Verdict } from "./verdict";

interface RunVerdict {
  readonly run: string;
  readonly m: number;
  readonly steps: number;
  readonly settling: Settling;
}

const NOTABLE_RATIO = 1.5;
/** What is to be known about one layer, the gravest first. */
export function verdictsOf(report: Report, row: LayerRow, momentum: Momentum | null): Verdict[] {
  const runs = runsWith(row, (layer) => {
    const [settling, { running }] = [settlingOf(layer, momentum), layer];
    return settling && running && { settling, running };
  }).map(({ run, content: { settling, running } }) => ({
    run,
    m: running.count.at(-1)!,
    steps: updatesOf(running),
    settling,
  }));
  const found = row.runs.flatMap(({ run, content }) => content.findings.map((finding) => ofFinding(finding, run)));
  const general = report.findings.map((finding) => ofFinding(finding, ""));
  const settled = runs.filter((run) => run.settling.settled);
  return [
    ...general,
    ...found,
    ...nonFiniteVerdicts(row),
    ...runs.filter((run) => !run.settling.settled && (momentum !== null || !toldBy(row, run))).map(unsettledVerdict),
    ...(settled.length > 0 ? [settledVerdict(settled, settled.length < runs.length)] : []),
    ...wobbleVerdicts(row.name, runs),
    ...lackingVerdicts(row),
    ...executionVerdicts(report, row),
  ].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** Whether a finding on the run's averages (NRM920, NRM921) says already that they have not settled. */
function toldBy({ runs }: LayerRow, { run }: RunVerdict): boolean {
  const findings = runs.find((one) => one.run === run)?.content.findings ?? [];
  return findings.some(({ code }) => code === runningOff.code || code === averageLags.code);
}

function settledVerdict(runs: readonly RunVerdict[], partly: boolean): Verdict {
  const lines = runs.map(({ run, settling: { initialShare, batches, distance, varianceRatio } }) => {
    const who = run === "" ? "" : `${cleanName(run)}: `;
    return (
      `${who}${formatShare(initialShare)} of the initial values is left; ` +
      `the ${lastLie(batches)} ${formatNumber(distance)} σ from the average, at ${formatNumber(varianceRatio)}× its variance.`
    );
  });
  const whose = partly ? ` in ${runs.map(({ run }) => cleanName(run)).join(", ")}` : "";
  return {
    severity: "good",
    code: "settled",
    title: `The running averages have settled${whose}`,
    text: lines.join("\n"),
  };
}

function lastLie(batches: number): string {
  return batches === 1 ? "last batch lies" : `last ${formatCount(batches)} batches lie`;
}

function unsettledVerdict({ run, steps, settling }: RunVerdict): Verdict {
  const { initialShare, batches, distance, varianceRatio } = settling;
  const whose = run === "" ? "" : ` in ${cleanName(run)}`;
  if (Number.isNaN(distance))
    return {
      severity: "error",
      code: "unsettled",
      title: `The running averages hold no finite number${whose}`,
      text: "A NaN or infinite value in a batch stays in a running average for good: look for the step it came from.",
    };
  const reasons = [
    ...(initialShare >= 0.01
      ? [
          `After ${formatCount(steps)} steps they still hold ${formatShare(initialShare)} of their initial values 0 and 1.`,
        ]
      : []),
    `The ${lastLie(batches)} ${formatNumber(distance)} σ from the running mean, at ` +
      `${formatNumber(varianceRatio)}× the running variance (median channel).`,
    "Evaluation would differ from training.",
  ];
  return {
    severity: "warning",
    code: "unsettled",
    title: `The running averages have not settled${whose}`,
    text: reasons.join(" "),
  };
}

function nonFiniteVerdicts({ runs }: LayerRow): Verdict[] {
  return runs.flatMap(({ run, content }): Verdict[] => {
    const place = nonFinitePlace(content);
    if (place === null) return [];
    const title = `${place.what}${run === "" ? "" : ` in ${cleanName(run)}`}`;
    return [{ severity: "error", code: "nonFinite", title, text: place.where }];
  });
}

/** What is not known where another tool has summarized the values; what several runs lack alike is said once. */
function lackingVerdicts({ runs }: LayerRow): Verdict[] {
  const several = runs.length > 1;
  const titled = new Map<string, string[]>();
  for (const { run, content } of runs) {
    const lacks = lacksOf(content);
    if (lacks === null) continue;
    const own = lacks.own.map((line) => (several && run !== "" ? `${cleanName(run)}: ${line}` : line));
    titled.set(lacks.title, [...(titled.get(lacks.title) ?? [lacks.general.join(" ")]), ...own]);
  }
  return [...titled].map(([title, lines]) => {
    return { severity: "information", code: "summarized", title, text: lines.join(several ? "\n" : " ") };
  });
}

/** Runs against the calmest one; or one run against what independent values would do. */
function wobbleVerdicts(layer: string, runs: readonly RunVerdict[]): Verdict[] {
  const known = runs
    .filter(({ settling }) => settling.wobble > 0)
    .sort((a, b) => a.settling.wobble - b.settling.wobble);
  const calm = known[0];
  if (calm === undefined) return [];
  if (runs.length === 1) return [noiseVerdict(calm)];
  const restless = known.slice(1).filter(({ settling }) => settling.wobble >= NOTABLE_RATIO * calm.settling.wobble);
  if (known.length > 1 && restless.length === 0)
    return [
      {
        severity: "good",
        code: "wobble",
        title: "The runs' batch statistics wobble alike",
        text: known.map(({ run, settling }) => `${cleanName(run)}: ${formatNumber(settling.wobble)} σ.`).join(" "),
      },
    ];
  return restless.reverse().map(({ run, m, settling }): Verdict => {
    const ratio = formatNumber(Number((settling.wobble / calm.settling.wobble).toPrecision(2)));
    const made =
      m < calm.m ? ` Its batch statistics are made of ${formatCount(m)} values instead of ${formatCount(calm.m)}.` : "";
    return {
      severity: "warning",
      code: "wobble",
      title: `${cleanName(run)} wobbles ${ratio}× as much as ${cleanName(calm.run)} in ${shortName(layer, 40)}`,
      text:
        `Batch means scatter by ${formatNumber(settling.wobble)} σ against ${formatNumber(calm.settling.wobble)} σ.${made}` +
        ` Each training step normalizes with other numbers than evaluation will.`,
    };
  });
}

function noiseVerdict({ m, settling: { wobble, noise } }: RunVerdict): Verdict {
  const times = formatNumber(Number((wobble / noise).toPrecision(2)));
  return {
    severity: "information",
    code: "wobble",
    title: `Batch means wobble by ${formatNumber(wobble)} σ`,
    text: `${times}× what sampling ${formatCount(m)} independent values explains (${formatNumber(noise)} σ). Neighbouring values are alike, so that more than 1× is usual.`,
  };
}

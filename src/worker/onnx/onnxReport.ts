import { basename } from "node:path";
import type { Finding } from "../../engine/finding";
import { otherInputsIn } from "../../engine/findings/otherInputs";
import { finishLayer, startLayer } from "../../engine/layer";
import type { NormLayer } from "../../engine/norms/normLayer";
import type { ExecutionInput, Layer, Report } from "../../engine/report";
import { trainEvalGap } from "../../engine/whatIf/trainEvalGap";
import { profileNorms } from "../profileNorms";
import { trainedNorm } from "../trainEvalGapOf";
import type { WishedLayer } from "./chooseTensors";
import type { Batches } from "./feeds/batches";
import type { Feed } from "./feeds/feed";
import type { OpenedModel } from "./openModel";
import type { Runtime } from "./runtime";
import type { Measured, MeasuredTensor } from "./tensorProfiler";

/** All that a report is made of. */
export interface Ran extends Measured {
  readonly opened: OpenedModel;
  readonly runtime: Runtime;
  readonly layers: readonly WishedLayer[];
  readonly batches: Batches;
  readonly feeds: readonly Feed[];
}

/** Running averages are not replayed here: batches of inference are no steps of a training. */
const AVERAGING = { momentum: 0.1, convention: "pytorch" } as const;

/** What was measured, as a report of layers like any others. @throws where no value was measured */
export async function reportOf(ran: Ran): Promise<Report> {
  const { opened, runtime, batches, feeds, profiles, passes } = ran;
  const norms = new Map((await profileNorms({ path: opened.path })).norms.map((norm) => [norm.name, norm]));
  const layers = ran.layers.flatMap((wished) => layerOf(wished, profiles.get(wished.tensor), norms));
  if (layers.length === 0) throw new Error(`${opened.label}: no tensor that was chosen holds a value`);
  return {
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    source: { kind: "file", name: basename(opened.path) },
    partial: false,
    coverage: 1,
    layers,
    norms: [],
    findings: [],
    execution: {
      runtime: runtime.name,
      inputs: feeds.map((feed) => inputOf(feed, batches)),
      batches: batches.count,
      passes,
      notes: [...batches.notes, ...feeds.flatMap(({ notes }) => notes?.() ?? []), ...ran.notes, ...notSeen(opened)],
    },
  };
}

function inputOf({ input, dtype, shape, source, random }: Feed, batches: Batches): ExecutionInput {
  const examples = shape[0] ?? 1;
  return { name: input.name, dtype, shape: batches.shapes.get(input.name)!, examples, source, random };
}

function layerOf(
  { name, norm }: WishedLayer,
  measured: MeasuredTensor | undefined,
  norms: ReadonlyMap<string, NormLayer>,
): Layer[] {
  if (!measured?.profile) return [];
  const layer = finishLayer(name, "", startLayer(measured.profile, 1), AVERAGING);
  const stored = norm && norms.get(norm.name);
  const findings = stored && norm.side === "input" ? findingsOf(stored, measured) : [];
  return [{ ...layer, norm, findings: [...findings, ...layer.findings] }];
}

/** What the stored parameters show, and how what comes in fits the stored statistics. */
function findingsOf(norm: NormLayer, { examples }: MeasuredTensor): readonly Finding[] {
  const isTrained = norm.method === "batch" && norm.runningMean !== null && norm.runningVariance !== null;
  if (!isTrained || !examples || examples.examples < 2) return norm.findings;
  const { norm: own, ...about } = trainedNorm(norm, {});
  try {
    const found = otherInputsIn({ ...about, gap: trainEvalGap(examples, own) }, own);
    return found ? [found, ...norm.findings] : norm.findings;
  } catch {
    // Values that are not finite have no gap; the layer's statistics show them.
    return norm.findings;
  }
}

function notSeen({ model }: OpenedModel): string[] {
  if (!model.hasInnerGraphs) return [];
  return ["What stands inside of branches, loops and functions of the graph is run, but not seen."];
}

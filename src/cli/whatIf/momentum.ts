import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Convention } from "../../engine/convention";
import type { Layer } from "../../engine/report";
import { exploreMomentum } from "../../engine/whatIf/momentum";
import { quoteName, quoteNames } from "../../readers/quoteName";
import { profileFiles } from "../../worker/profileFiles";
import { numbersToJson } from "../numbersToJson";
import { momentumOf, oneOf } from "../options";
import { watched } from "../watched";
import { type ExploredLayer, fullName, type LayerLeft, momentumText } from "./momentumText";

/** `normscope what-if momentum`: what it prints. */
export async function momentum(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      layer: { type: "string" },
      momentum: { type: "string" },
      convention: { type: "string", default: "pytorch" },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Error(`what-if momentum takes one run, but ${positionals.length} are given`);
  }
  const convention = oneOf<Convention>("--convention", values.convention, ["pytorch", "keras"]);
  const asked = values.momentum === undefined ? undefined : momentumOf(values.momentum, "pytorch");
  const request = { paths: [resolve(path)], convention, momentum: momentumOf(undefined, convention) };
  const report = await watched("what-if momentum", ({ onProgress }) => profileFiles(request, onProgress));
  const source = quoteName(report.source.name);
  const answers = chooseLayers(source, report.layers, values.layer).map((layer) => explore(layer, asked));
  const explored = answers.filter((answer) => "exploration" in answer);
  const left = answers.filter((answer) => "reason" in answer);
  if (explored.length === 0) {
    throw new Error(`${source}: ${quoteName(fullName(left[0]!))}: ${left[0]!.reason}`);
  }
  return values.json ? numbersToJson({ layers: explored, left }) : momentumText(source, explored, left);
}

function chooseLayers(source: string, all: readonly Layer[], asked: string | undefined): readonly Layer[] {
  const layers = all.filter(({ running }) => running !== null);
  if (layers.length === 0) throw new Error(`${source}: no layer in it has running averages over several steps`);
  if (asked === undefined) return layers;
  const chosen = layers.filter((layer) => layer.name === asked || fullName(layer) === asked);
  if (chosen.length > 0) return chosen;
  const there = quoteNames(layers.map(fullName));
  throw new Error(`${source}: no layer '${quoteName(asked)}' with running averages; there are ${there}`);
}

/** One layer that cannot be judged does not keep the others from it. */
function explore({ run, name, running }: Layer, asked: number | null | undefined): ExploredLayer | LayerLeft {
  try {
    return { run, name, exploration: exploreMomentum(running!, asked) };
  } catch (error) {
    return { run, name, reason: (error as Error).message };
  }
}

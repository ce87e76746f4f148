import { parseArgs } from "node:util";
import { CAUTIOUS_NOISE } from "../../engine/whatIf/retrained";
import { batchSizeOf } from "../../worker/batchSizeOf";
import { numbersToJson } from "../numbersToJson";
import { advised, countOf, joinNegatives, numberOf } from "../options";
import { watched } from "../watched";
import { ACTIVATION_OPTIONS, activationsAsked } from "./activations";
import { batchSizeText } from "./batchSizeText";

/** `normscope what-if batch-size`: what it prints. */
export async function batchSize(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: joinNegatives(args),
    allowPositionals: true,
    options: {
      ...ACTIVATION_OPTIONS,
      limit: { type: "string", default: String(CAUTIOUS_NOISE) },
      seed: { type: "string", default: "0" },
      eps: { type: "string", default: "1e-5" },
      "num-groups": { type: "string" },
    },
  });
  const { "num-groups": groups } = values;
  const request = {
    ...activationsAsked("batch-size", positionals, values),
    limit: numberOf("--limit", values.limit, (x) => x > 0 && Number.isFinite(x), "a number above 0"),
    seed: numberOf("--seed", values.seed, isSeed, "a whole number from 0 on"),
    eps: numberOf("--eps", values.eps, (x) => x >= 0 && Number.isFinite(x), "a number from 0 on"),
    numGroups: groups === undefined ? undefined : countOf("--num-groups", groups),
  };
  const found = await watched("what-if batch-size", ({ onBytes, onShare }) =>
    batchSizeOf(request, onBytes, onShare),
  ).catch((error: Error) => {
    throw advised(error);
  });
  return values.json ? numbersToJson(found) : batchSizeText(found);
}

function isSeed(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

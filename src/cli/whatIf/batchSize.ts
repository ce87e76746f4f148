import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { quoteName } from "../../readers/quoteName";
import { batchSizeOf } from "../../worker/batchSizeOf";
import { advised, joinNegatives, numberOf } from "../options";
import { batchSizeText } from "./batchSizeText";
import { numbersToJson } from "./numbersToJson";

/** `normscope what-if batch-size`: what it prints. */
export async function batchSize(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: joinNegatives(args),
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      tensor: { type: "string" },
      "channel-axis": { type: "string" },
      limit: { type: "string", default: "0.1" },
      seed: { type: "string", default: "0" },
      eps: { type: "string", default: "1e-5" },
      "num-groups": { type: "string" },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Error(`what-if batch-size takes one file of activations, but ${positionals.length} are given`);
  }
  const { "channel-axis": axis, "num-groups": groups } = values;
  const found = await batchSizeOf({
    file: { path: resolve(path), name: quoteName(basename(path)) },
    tensor: values.tensor,
    channelAxis: axis === undefined ? undefined : numberOf("--channel-axis", axis, Number.isInteger, "a whole number"),
    limit: numberOf("--limit", values.limit, (x) => x > 0 && Number.isFinite(x), "a number above 0"),
    seed: numberOf("--seed", values.seed, isSeed, "a whole number from 0 on"),
    eps: numberOf("--eps", values.eps, (x) => x >= 0 && Number.isFinite(x), "a number from 0 on"),
    numGroups: groups === undefined ? undefined : numberOf("--num-groups", groups, isCount, "a whole number from 1 on"),
  }).catch((error: Error) => {
    throw advised(error);
  });
  return values.json ? numbersToJson(found) : batchSizeText(found);
}

function isSeed(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

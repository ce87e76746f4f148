import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { quoteName } from "../../readers/quoteName";
import { trainEvalGapOf } from "../../worker/trainEvalGapOf";
import { advised, joinNegatives, momentumOf, numberOf } from "../options";
import { gapText } from "./gapText";
import { numbersToJson } from "./numbersToJson";

/** `normscope what-if gap`: what it prints. */
export async function gap(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: joinNegatives(args),
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      tensor: { type: "string" },
      "channel-axis": { type: "string" },
      checkpoint: { type: "string" },
      layer: { type: "string" },
      momentum: { type: "string" },
      batch: { type: "string" },
    },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Error(`what-if gap takes one file of activations, but ${positionals.length} are given`);
  }
  const { checkpoint, batch, "channel-axis": axis } = values;
  if (checkpoint === undefined) throw new Error("what-if gap needs the trained layer: --checkpoint FILE");
  const found = await trainEvalGapOf({
    file: fileAt(path),
    tensor: values.tensor,
    channelAxis: axis === undefined ? undefined : numberOf("--channel-axis", axis, Number.isInteger, "a whole number"),
    checkpoint: fileAt(checkpoint),
    layer: values.layer,
    momentum: values.momentum === undefined ? undefined : momentumOf(values.momentum, "pytorch"),
    trainingExamples: batch === undefined ? undefined : numberOf("--batch", batch, isCount, "a whole number from 1 on"),
  }).catch((error: Error) => {
    throw advised(error);
  });
  return values.json ? numbersToJson(found) : gapText(found);
}

function fileAt(path: string) {
  return { path: resolve(path), name: quoteName(basename(path)) };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

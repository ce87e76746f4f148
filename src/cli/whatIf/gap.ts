import { parseArgs } from "node:util";
import { trainEvalGapOf } from "../../worker/trainEvalGapOf";
import { numbersToJson } from "../numbersToJson";
import { advised, countOf, joinNegatives, momentumOf } from "../options";
import { watched } from "../watched";
import { ACTIVATION_OPTIONS, activationsAsked, fileAt } from "./activations";
import { gapText } from "./gapText";

/** `normscope what-if gap`: what it prints. */
export async function gap(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: joinNegatives(args),
    allowPositionals: true,
    options: {
      ...ACTIVATION_OPTIONS,
      checkpoint: { type: "string" },
      layer: { type: "string" },
      momentum: { type: "string" },
      batch: { type: "string" },
    },
  });
  const activations = activationsAsked("gap", positionals, values);
  const { checkpoint, batch, momentum } = values;
  if (checkpoint === undefined) throw new Error("what-if gap needs the trained layer: --checkpoint FILE");
  const request = {
    ...activations,
    checkpoint: fileAt(checkpoint),
    layer: values.layer,
    momentum: momentum === undefined ? undefined : momentumOf(momentum, "pytorch"),
    trainingExamples: batch === undefined ? undefined : countOf("--batch", batch),
  };
  const found = await watched("what-if gap", ({ onBytes }) => trainEvalGapOf(request, onBytes)).catch(
    (error: Error) => {
      throw advised(error);
    },
  );
  return values.json ? numbersToJson(found) : gapText(found);
}

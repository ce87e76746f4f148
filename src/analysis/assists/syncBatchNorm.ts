import { argument } from "../flow/arguments";
import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { wholeFlowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import { modelIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt, hasWord, isInCall, statementAround, textAt, within } from "../model/queries";
import { dottedName, field } from "../syntax";
import type { Assist, Offer } from "./assist";
import { expressionOf, nameFor } from "./places";

/** Has the batch norms of a model count with all processes, before `DistributedDataParallel` wraps it. */
export const syncBatchNorm: Assist = {
  name: "syncBatchNorm",
  offers(facts, at) {
    if (!isInCall(facts, at) || !mayConvert(facts)) return [];
    const flow = wholeFlowOf(facts);
    const calls = flow.events.filter(
      (event): event is CallEvent =>
        event.kind === "call" && isHere(event.site) && within(at, placeOf(event.site)) && WRAPPER.test(event.name),
    );
    return calls.length > 0 && calls.every((call) => hasBatchNorm(flow, call)) ? converted(facts, calls[0]!) : [];
  },
};

const WRAPPER = /^torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel$/;

/** It is not done yet, and there are GPUs, which synchronized batch norm asks for. */
function mayConvert(facts: ModelFacts): boolean {
  const names = (word: string) => hasWord(facts, word);
  const done = ["SyncBatchNorm", "convert_sync_batchnorm", "convert_syncbn_model"].some(names);
  const gpus = ["cuda", "nccl", "device_ids"].some(names);
  return !done && gpus && (!names("gloo") || names("nccl"));
}

function hasBatchNorm(flow: FlowFacts, { arguments: given }: CallEvent): boolean {
  const value = argument(given, "module", 0);
  const model = value && !value.open ? modelIn(value) : undefined;
  if (model === undefined) return false;
  const { kind } = flow.models[wholeOf(flow.models, model)]!;
  return kind.framework === "torch" && kind.batchNorm === "yes";
}

function converted(facts: ModelFacts, { site }: CallEvent): Offer[] {
  const call = callAt(facts, placeOf(site));
  const convert = nameFor(facts, "torch.nn.SyncBatchNorm.convert_sync_batchnorm", site.start);
  const given = (call && field(call, "arguments")?.children) ?? [];
  const first = given.find((one) => textAt(facts, one).startsWith("module=")) ?? given[0];
  if (!first || !convert) return [];
  const model = expressionOf(first);
  const text = textAt(facts, model);
  const statement = statementAround(facts, placeOf(site));
  const title = `Convert ${text.length > 30 ? "the model" : text} to SyncBatchNorm before it is wrapped`;
  const edits =
    dottedName(model, facts.text) && statement && PLAIN.has(statement.node.type)
      ? [
          {
            range: { start: statement.node.start, end: statement.node.start },
            text: `${text} = ${convert}(${text})\n${statement.indent}`,
          },
        ]
      : [
          { range: { start: model.start, end: model.start }, text: `${convert}(` },
          { range: { start: model.end, end: model.end }, text: ")" },
        ];
  return [{ title, edits, checkpointNote: "No checkpoint key changes." }];
}

const PLAIN: ReadonlySet<string> = new Set(["expression_statement", "return_statement"]);

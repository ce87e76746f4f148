import { argument } from "../flow/arguments";
import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { exclude, isHere, isSameRun, placeOf } from "../flow/queries";
import { modelIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { statementAround, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";

/** NRM404 */
export const syncBnOrder: CodeRule = {
  code: "NRM404",
  title: "Synchronized batch norm is converted to no effect, or too late",
  severity: "warning",
  explanation: [
    "convert_sync_batchnorm changes a container in place and gives it back. Where the model itself is a batch norm there is " +
      "no container: the synchronized one is a new layer, and lost where nothing takes the result.",
    "The documented order is: convert, then wrap with DistributedDataParallel. Converted behind the wrapper, the layers are " +
      "others than those that the wrapper looked at when it was made. No harm was seen of it with PyTorch 1.13, so this is " +
      "information only.",
    "Converting needs no process group, and a result that is not kept is no fault where the model is a container.",
  ],
  sources: [
    "PyTorch: torch.nn.SyncBatchNorm.convert_sync_batchnorm; in place or not was checked with PyTorch 1.13",
    "NVIDIA/apex#109",
  ],
  fix: "suggestion",
  bad: `import torch
from torch import nn

norm = nn.BatchNorm2d(64)
nn.SyncBatchNorm.convert_sync_batchnorm(norm)  # NRM404
`,
  good: `import torch
from torch import nn

norm = nn.BatchNorm2d(64)
norm = nn.SyncBatchNorm.convert_sync_batchnorm(norm)
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    return flow.events.flatMap((event) =>
      event.kind === "call" && CONVERTS.test(event.name) && isHere(event.site) ? judge(facts, flow, event) : [],
    );
  },
};

const CONVERTS = /^torch\.nn\.(modules\.(batchnorm\.)?)?SyncBatchNorm\.convert_sync_batchnorm$/;
const WRAPS = /^torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel$/;

function judge(facts: ModelFacts, flow: FlowFacts, event: CallEvent): RuleFinding[] {
  const value = argument(event.arguments, "module", 0);
  const id = value && modelIn(value);
  if (id === undefined) return [];
  const model = flow.models[id]!;
  const range = placeOf(event.site);
  if (!event.used && model.class === null && /^BatchNorm[123]d$/.test(model.name)) {
    const message = `${model.name} is the model itself: the synchronized layer is a new one, and nothing takes it`;
    return [{ severity: "warning", message, range, fixes: keepIt(facts, event) }];
  }
  const wraps = flow.events.filter(
    (other): other is CallEvent => other.kind === "call" && WRAPS.test(other.name) && isGiven(other, id),
  );
  // What is wrapped right after was not wrapped in this run, whatever another one left.
  if (wraps.some((after) => after.id > event.id && isSameRun(after, event))) return [];
  const wrapped = wraps.find((before) => before.id < event.id);
  if (!wrapped || !isHere(wrapped.site) || exclude(facts, wrapped.site, event.site)) return [];
  const message = "Converted after DistributedDataParallel has wrapped the model; documented is to convert it before";
  return [
    { severity: "information", message, range, related: [{ range: placeOf(wrapped.site), message: "wrapped here" }] },
  ];
}

function isGiven({ arguments: given }: CallEvent, id: number): boolean {
  const value = argument(given, "module", 0);
  return value !== undefined && modelIn(value) === id;
}

/** `norm = convert(norm)`, where it is called on a plain name. */
function keepIt(facts: ModelFacts, { site, arguments: given }: CallEvent): Fix[] {
  const name = given[0] && textAt(facts, given[0]);
  const statement = statementAround(facts, placeOf(site));
  if (!name || !/^[\w.]+$/.test(name) || statement?.node.start !== site.start) return [];
  const range = { start: site.start, end: site.start };
  return [{ title: `Keep the result: ${name.slice(0, 30)} = …`, safe: false, edits: [{ range, text: `${name} = ` }] }];
}

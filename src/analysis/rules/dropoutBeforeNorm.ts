import type { Construction, ModelFacts, Operation } from "../model/facts";
import { certainUsesOf, isActivation, madeBefore, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode, quoteNumber } from "./phrases";

/** NRM302 */
export const dropoutBeforeNorm: CodeRule = {
  code: "NRM302",
  title: "Dropout before a batch norm shifts its variance in evaluation",
  severity: "information",
  explanation: [
    "In training, dropout with probability p sets values to zero and divides the others by 1 − p. The mean stays, the " +
      "variance grows, and that is what the batch norm after it learns as running variance. In evaluation dropout does " +
      "nothing: the values vary less than the running variance says, and come out too small.",
    "A spread of 1 after the norm in training becomes 0.58 in evaluation for p = 0.5, for Dropout2d as for Dropout, 0.90 " +
      "for p = 0.1 and 0.95 for 0.05. A linear layer and an activation in between leave 0.61 to 0.64: they do not mend it.",
    "Put dropout after the last batch norm, or use layer or group norm, which have no running statistics. Measured for " +
      "inputs of mean zero; how much it costs a model differs.",
  ],
  sources: ["Li et al. 2018, arXiv 1801.05134", "figures measured with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn

net = nn.Sequential(
    nn.Linear(784, 256, bias=False),
    nn.Dropout(0.5),  # NRM302
    nn.BatchNorm1d(256),
    nn.ReLU(),
    nn.Linear(256, 10),
)
`,
  good: `import torch.nn as nn

net = nn.Sequential(
    nn.Linear(784, 256, bias=False),
    nn.BatchNorm1d(256),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(256, 10),
)
`,
  check: (facts) => certainUsesOf(facts).flatMap(({ norm, use }) => checkUse(facts, norm, use)),
};

const LEAST = 0.1;

function checkUse(facts: ModelFacts, norm: Construction, use: Operation): RuleFinding[] {
  const [input] = use.inputs;
  if (norm.spec!.method !== "batch" || !norm.certain || !input || use.inputs.length !== 1) return [];
  if (mayNotTrack(norm) || MEANT.test(norm.within?.name ?? "")) return [];
  const dropout = dropoutBefore(input);
  const p = dropout && probability(dropout);
  if (!dropout || !p) return [];
  const { construction } = dropout;
  const before = layerBetween(input) ? "a layer before" : "before";
  return [
    {
      severity: "information",
      message: `Dropout of ${quoteNumber(p)} ${before} ${quoteCode(facts, norm.callee)}: in evaluation its inputs vary less than it learned`,
      range: construction?.callee ?? dropout.place,
      related: [{ range: norm.place, message: "keeps the variance that dropout leaves in training" }],
      fixes: construction ? fixesOf(facts, construction, norm) : [],
    },
  ];
}

/** Evaluation then normalizes with its own batch: a parameter may say so. */
function mayNotTrack({ arguments: given }: Construction): boolean {
  const says = given.get("track_running_stats")?.value;
  return says !== undefined && !(says.kind === "boolean" && says.value);
}

const MEANT = /^MC|MonteCarlo|Bayes|SELU|SNN/;

/** The dropout that a value comes from, at most one weighted layer back; null where there is none. */
function dropoutBefore(input: Operation["inputs"][number]): Operation | null {
  const made = madeBefore(input, passes);
  const weighted = isWeighted(made) ? made.inputs[0] : undefined;
  const before = weighted && made.inputs.length === 1 ? madeBefore(weighted, passes) : made;
  return before.spec?.kind === "dropout" && before.certain && PLAIN.test(before.spec.name) ? before : null;
}

function layerBetween(input: Operation["inputs"][number]): boolean {
  return isWeighted(madeBefore(input, passes));
}

function isWeighted({ kind, spec }: Operation): boolean {
  return kind === "module" && (spec?.kind === "conv" || spec?.kind === "linear");
}

/** Alpha dropout keeps mean and variance. */
const PLAIN = /^(Spatial)?[Dd]ropout(\d[dD])?$/;

function passes(operation: Operation): boolean {
  return isActivation(operation) || operation.spec?.kind === "identity" || operation.spec?.kind === "pool";
}

/** Null where it is not known for every caller, too small to matter, or dropout is off. */
function probability({ construction, keywords, spec }: Operation): number | null {
  if (construction && !construction.certain) return null;
  const name = spec!.framework === "torch" ? "p" : "rate";
  const value = construction ? construction.arguments.get(name)?.value : keywords.get(name);
  if (isSwitched({ construction, keywords, spec })) return null;
  const byFramework = !construction && value === undefined ? 0.5 : null;
  const p = value?.kind === "number" && !value.byDefault ? value.value : byFramework;
  return p !== null && p >= LEAST && p < 1 ? p : null;
}

/** It never drops, or always: what the norm learns is then true of evaluation, too. */
function isSwitched({ construction, keywords, spec }: Pick<Operation, "construction" | "keywords" | "spec">): boolean {
  const says = keywords.get("training") ?? keywords.get("deterministic");
  if (!construction && spec!.framework === "torch" && says === undefined) return true;
  return says?.kind === "boolean" && !says.byDefault;
}

/** Neighbours in one list of layers change places. */
function fixesOf(facts: ModelFacts, dropout: Construction, norm: Construction): Fix[] {
  const together = facts.constructions.find(({ children, spec }) => {
    const at = children.findIndex(({ value }) => value.kind === "module" && value.construction === dropout);
    const next = children[at + 1];
    const both = at >= 0 && next?.value.kind === "module" && next.value.construction === norm;
    return both && spec?.name === "Sequential" && children[at]!.name === null && next.name === null;
  });
  if (!together || dropout.calls.length > 0 || dropout.wrappers.length + norm.wrappers.length > 0) return [];
  const between = facts.text.slice(dropout.place.end, norm.place.start);
  if (!/^\s*,\s*$/.test(between)) return [];
  const edits = [
    { range: dropout.place, text: textAt(facts, norm.place) },
    { range: norm.place, text: textAt(facts, dropout.place) },
  ];
  const checkpointNote =
    norm.spec!.framework === "torch" ? "The norm's keys get the index of the dropout." : "No weight changes.";
  return [{ title: "Put the dropout behind the norm", safe: false, edits, checkpointNote }];
}

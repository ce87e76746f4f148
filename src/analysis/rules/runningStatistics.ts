import type { Construction, ModelFacts } from "../model/facts";
import { argumentOf, flagIn, normsOf, within } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { replaceLiteral } from "./edits";

/** NRM208 */
export const runningStatistics: CodeRule = {
  code: "NRM208",
  title: "Running statistics where the method has none, or none where it lives on them",
  severity: "information",
  explanation: [
    "Instance norm normalizes each example by its own mean and variance. With track_running_stats=True it does so in " +
      "training only: in evaluation it takes averages over the training data, the same for all examples, and outputs differ " +
      "from training's. The lazy forms track by default, unlike the others.",
    "Batch norm with track_running_stats=False has no running statistics: it normalizes with the batch at hand in " +
      "evaluation, too, where an output depends on what else is in the batch, and a batch of one vector raises.",
    "Both may be meant, style transfer and meta-learning do so: then switch the rule off for the line.",
  ],
  sources: ["PyTorch: torch.nn.InstanceNorm2d, torch.nn.BatchNorm2d", "pytorch issue 58843; checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3),
    nn.InstanceNorm2d(64, affine=True, track_running_stats=True),  # NRM208
    nn.ReLU(),
)
`,
  good: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3),
    nn.InstanceNorm2d(64, affine=True),
    nn.ReLU(),
)
`,
  check: (facts) => normsOf(facts, "torch").flatMap((norm) => checkNorm(facts, norm)),
};

function checkNorm(facts: ModelFacts, norm: Construction): RuleFinding[] {
  const { method, name } = norm.spec!;
  const tracks = flagIn(norm, "track_running_stats");
  if (!norm.certain || tracks === undefined || tracks !== (method === "instance")) return [];
  if ((method !== "instance" && method !== "batch") || isMeant(facts, norm)) return [];
  const given = argumentOf(norm, "track_running_stats")?.whole;
  const says = tracks
    ? `${name} with running statistics uses them in evaluation, not each example's own`
    : `${name} without running statistics uses the batch's in evaluation, too: outputs depend on the batch`;
  return [
    {
      severity: "information",
      message: says,
      range: given && within(given, norm.place) ? given : norm.callee,
      fixes: fixesOf(facts, norm, tracks),
    },
  ];
}

/** Meta-learning, by the class's name or what the file speaks of. */
function isMeant(facts: ModelFacts, { within }: Construction): boolean {
  return META_CLASS.test(within?.name ?? "") || META_WORD.test(facts.text);
}

const META_CLASS = /MAML|^Meta[A-Z]|Reptile|FewShot|Proto[A-Z]/;

const META_WORD = /(?<![a-z0-9])(maml|meta_?learn(er|ing)?|few_?shot)(?![a-z0-9])/i;

function fixesOf(facts: ModelFacts, norm: Construction, tracks: boolean): Fix[] {
  const edit = replaceLiteral(facts, norm, "track_running_stats", tracks ? "False" : "True");
  if (!edit) return [];
  const keys = "running_mean, running_var and num_batches_tracked";
  const checkpointNote = tracks ? `Takes ${keys} out of the checkpoint.` : `Adds ${keys} to the checkpoint.`;
  const title = tracks ? "Leave running statistics out" : "Keep running statistics";
  return [{ title, safe: false, edits: [edit], checkpointNote }];
}

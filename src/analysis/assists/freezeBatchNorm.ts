import { wholeFlowOf } from "../flow/flowOf";
import type { ModelFacts, ModuleClass, Place } from "../model/facts";
import { within } from "../model/queries";
import { field } from "../syntax";
import type { Assist, Offer } from "./assist";
import { indentAt, nameFor } from "./places";

/** Gives a model's class a `train` that leaves batch norm in evaluation mode, as fine-tuning on small batches wants it. */
export const freezeBatchNorm: Assist = {
  name: "freezeBatchNorm",
  offers(facts, at) {
    return facts.classes.flatMap((of) => {
      const body = field(of.node, "body");
      const head = { start: of.node.start, end: body?.start ?? of.node.start };
      if (of.framework !== "torch" || of.assumed || of.methods.has("train") || !within(at, head)) return [];
      return hasBatchNorm(facts, of) ? added(facts, of, head) : [];
    });
  },
};

function hasBatchNorm(facts: ModelFacts, { node }: ModuleClass): boolean {
  const made = wholeFlowOf(facts).models.filter(({ class: of }) => of?.home.file === "" && of.of.start === node.start);
  return made.length > 0 && made.every(({ kind }) => kind.batchNorm === "yes");
}

function added(facts: ModelFacts, { name, node }: ModuleClass, head: Place): Offer[] {
  const statements = field(node, "body")?.children ?? [];
  const [first, last] = [statements[0], statements.at(-1)];
  const batchNorm = first && nameFor(facts, "torch.nn.modules.batchnorm._BatchNorm", first.start);
  if (!first || !last || !batchNorm || node.broken) return [];
  const [outer, indent] = [indentAt(facts, node.start), indentAt(facts, first.start)];
  if (indent.length <= outer.length || !facts.text.slice(head.start, first.start).includes("\n")) return [];
  const step = indent.slice(outer.length);
  const lines = [
    "def train(self, mode=True):",
    `${step}"""Leaves batch norm in evaluation mode, so that its running statistics stay as they are."""`,
    `${step}super().train(mode)`,
    `${step}for module in self.modules():`,
    `${step}${step}if isinstance(module, ${batchNorm}):`,
    `${step}${step}${step}module.eval()`,
    `${step}return self`,
  ];
  const newline = facts.text.indexOf("\n", last.end);
  const end = newline < 0 ? facts.text.length : newline;
  const text = `\n\n${lines.map((line) => indent + line).join("\n")}`;
  return [
    {
      title: `Freeze batch norm of ${name}: add a train() that leaves it in evaluation mode`,
      edits: [{ range: { start: end, end }, text }],
      checkpointNote: "No checkpoint key changes.",
    },
  ];
}

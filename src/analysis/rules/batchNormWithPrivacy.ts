import { argument } from "../flow/arguments";
import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import type { Site } from "../flow/modes";
import { isHere, placeOf } from "../flow/queries";
import { modelIn, type Value } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt, calledNames } from "../model/queries";
import type { CodeRule, Fix, Related, RuleFinding } from "./codeRule";

/** NRM505 */
export const batchNormWithPrivacy: CodeRule = {
  code: "NRM505",
  title: "Batch norm under differential privacy",
  severity: "warning",
  explanation: [
    "Differentially private training bounds what each example contributes to the gradient. Batch norm mixes the examples of " +
      "a batch, so that there is no gradient of one alone, and its running statistics are told without any noise: Opacus " +
      "refuses such a model.",
    "ModuleValidator.fix(model) gives one with group norm in place of each batch norm; make the optimizer from that one's " +
      "parameters. Group norm with one channel a group on maps of 1×1 gives nothing but β (NRM205): look at what comes out.",
  ],
  sources: ["Opacus: opacus.validators.ModuleValidator", "meta-pytorch/opacus#319, #340, #567"],
  fix: "suggestion",
  bad: `import torch
from opacus import PrivacyEngine
from torchvision.models import resnet18

model = resnet18(num_classes=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def private(loader):
    engine = PrivacyEngine()
    return engine.make_private(  # NRM505
        module=model, optimizer=optimizer, data_loader=loader, noise_multiplier=1.1, max_grad_norm=1.0
    )
`,
  good: `import torch
from opacus import PrivacyEngine
from opacus.validators import ModuleValidator
from torchvision.models import resnet18

model = ModuleValidator.fix(resnet18(num_classes=10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def private(loader):
    engine = PrivacyEngine()
    return engine.make_private(
        module=model, optimizer=optimizer, data_loader=loader, noise_multiplier=1.1, max_grad_norm=1.0
    )
`,
  check(facts) {
    if ([...calledNames(facts)].some((name) => REPLACES.test(name))) return [];
    const flow = flowOf(facts);
    return flow.events.flatMap((event) => {
      const model = event.kind === "call" && isHere(event.site) ? modelOf(event) : undefined;
      const id = model && modelIn(model);
      return id === undefined ? [] : judge(facts, flow, event as CallEvent, id);
    });
  },
};

const REPLACES =
  /^(fix|fix_and_validate|convert_batchnorm_modules|replace_all_modules|\w*replace\w*(bn|norm)\w*|convert\w*norm\w*)$/i;

/** The model that Opacus is given, by today's way or the one before version 1. */
function modelOf({ name, receiver, arguments: given }: CallEvent): Value | undefined {
  if (/^opacus\.(privacy_engine\.)?PrivacyEngine$/.test(name)) return argument(given, "module", 0);
  const engine = receiver?.things.some((thing) => thing.kind === "made" && /^opacus\..*PrivacyEngine$/.test(thing.by));
  return engine && /^\.make_private(_with_epsilon)?$/.test(name) ? argument(given, "module", null) : undefined;
}

function judge(facts: ModelFacts, flow: FlowFacts, event: CallEvent, id: number): RuleFinding[] {
  const model = flow.models[wholeOf(flow.models, id)]!;
  if (model.kind.batchNorm !== "yes") return [];
  const related: Related[] = isHere(model.site)
    ? [{ range: placeOf(model.site), message: "this model has batch norm" }]
    : [];
  return [
    {
      severity: "warning",
      message:
        "Batch norm has no gradient of one example alone: Opacus refuses the model, which ModuleValidator.fix mends",
      range: placeOf(event.site),
      related,
      fixes: replaceNorms(facts, model.site),
    },
  ];
}

/** The model is made with group norm, before its optimizer is. */
function replaceNorms(facts: ModelFacts, site: Site): Fix[] {
  const call = isHere(site) ? callAt(facts, placeOf(site)) : null;
  if (!call) return [];
  const [before, after] = [site.start, site.end].map((at) => ({ start: at, end: at }));
  const first = facts.syntax.children.find(
    ({ type }) => type === "import_statement" || type === "import_from_statement",
  );
  if (!first) return [];
  const edits = [
    { range: { start: first.end, end: first.end }, text: "\nfrom opacus.validators import ModuleValidator" },
    { range: before!, text: "ModuleValidator.fix(" },
    { range: after!, text: ")" },
  ];
  const checkpointNote = "Keys of running statistics are gone: group norm has none.";
  return [{ title: "Use group norm in place of batch norm: ModuleValidator.fix", safe: false, edits, checkpointNote }];
}

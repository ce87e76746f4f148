import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { isHere, modeMatters, placeOf } from "../flow/queries";
import { isTestOfCode } from "../flow/usage";
import { literalIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { statementAround, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { shortModel } from "./phrases";

/** NRM109 */
export const exportInTrainMode: CodeRule = {
  code: "NRM109",
  title: "Traced or fused in training mode",
  severity: "warning",
  explanation: [
    "torch.jit.trace, torch.export and the fusion of convolutions with batch norm take a model as it is at that moment. In " +
      "training mode, batch norm is recorded with the statistics of each batch and dropout as on; a later eval() of what came " +
      "out does not change that. Fusion refuses, or folds statistics into the weights of a model that is still trained.",
    "Call eval() on the model before. torch.onnx.export sets the mode by itself, unless training= says otherwise, so that " +
      "there it is a matter of clarity alone.",
    "Left alone: torch.jit.script, which keeps both modes, fusing for quantization-aware training (fuse_modules_qat), and " +
      "models without batch norm and dropout.",
  ],
  sources: [
    "PyTorch: torch.jit.trace, torch.ao.quantization.fuse_modules",
    "pytorch/pytorch#37467",
    "pytorch/pytorch#41231",
    "microsoft/onnxruntime#3873",
    "ultralytics/yolov5#4034",
  ],
  fix: "suggestion",
  bad: `import torch
import torchvision

model = torchvision.models.resnet18(weights="DEFAULT")
traced = torch.jit.trace(model, torch.rand(1, 3, 224, 224))  # NRM109
traced.save("resnet18.pt")
`,
  good: `import torch
import torchvision

model = torchvision.models.resnet18(weights="DEFAULT")
model.eval()
traced = torch.jit.trace(model, torch.rand(1, 3, 224, 224))
traced.save("resnet18.pt")
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<number>();
    return flow.events.flatMap((event) => {
      if (event.kind !== "call" || !isHere(event.site) || told.has(event.site.start)) return [];
      const found = judge(facts, flow, event);
      if (found.length > 0) told.add(event.site.start);
      return found;
    });
  },
};

const TAKES_AS_IT_IS =
  /^torch\.(jit\.trace(_module)?|export\.export|(ao\.)?quantization\.(fuse_modules\.)?fuse_modules|(ao\.)?quantization\.quantize_fx\.fuse_fx|nn\.utils\.(fusion\.)?fuse_(conv|linear)_bn_eval|fx\.experimental\.optimization\.fuse)$/;

function judge(facts: ModelFacts, flow: FlowFacts, event: CallEvent): RuleFinding[] {
  const onnx = /^torch\.onnx\.(utils\.)?export$/.test(event.name);
  if (!onnx && !TAKES_AS_IT_IS.test(event.name)) return [];
  const [first] = event.arguments;
  const given = event.given.find(({ model }) =>
    first?.value.things.some((thing) => thing.kind === "model" && thing.id === model),
  );
  if (!first || !given || isTestOfCode(event)) return [];
  if (modeMatters(flow, given.model) !== "yes" || flow.models[given.model]!.assumed || (onnx && saysTraining(event)))
    return [];
  if (onnx && isFolded(flow, event)) return [];
  if (!given.modes.every(({ mode, how }) => mode === "train" && (how === "called" || how === "constructed"))) return [];
  const text = textAt(facts, first);
  const name = /^[\w.]+$/.test(text) ? text : null;
  const verb = /fuse/.test(event.name)
    ? "fused"
    : onnx
      ? "exported"
      : /export/.test(event.name)
        ? "exported"
        : "traced";
  const [mode] = given.modes;
  return [
    {
      severity: onnx ? "information" : "warning",
      message: onnx
        ? `${shortModel(name)} is exported while in training mode: the exporter sets eval() for it, unseen here`
        : `${shortModel(name)} is ${verb} in training mode: no eval() before, so it stays in that mode for good`,
      range: placeOf(event.site),
      related:
        mode && isHere(mode.site)
          ? [
              {
                range: placeOf(mode.site),
                message: mode.how === "called" ? "train() here" : "in training mode since it was made",
              },
            ]
          : [],
      fixes: name ? evaluateBefore(facts, event, name) : [],
    },
  ];
}

/** A method such as `fuse()` has made batch norms parts of the convolutions before them. */
function isFolded(flow: FlowFacts, { id }: CallEvent): boolean {
  return flow.events.some((event) => event.id < id && event.names.some((name) => /^fuse/.test(name)));
}

/** `training=` asks for a mode. */
function saysTraining({ arguments: given }: CallEvent): boolean {
  return given.some(({ name, value }) => name === "**" || (name === "training" && literalIn(value) !== null));
}

function evaluateBefore(facts: ModelFacts, { site }: CallEvent, name: string): Fix[] {
  const statement = statementAround(facts, placeOf(site));
  if (!statement) return [];
  const { start } = statement.node;
  const edit = { range: { start, end: start }, text: `${name}.eval()\n${statement.indent}` };
  return [{ title: `Call ${name}.eval() before`, safe: false, edits: [edit] }];
}

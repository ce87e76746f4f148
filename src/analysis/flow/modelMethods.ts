import { argument } from "./arguments";
import type { FlowModel } from "./flowFacts";
import { partOf } from "./models";
import { recordCall, recordForward, recordFreeze, setMode, setModes } from "./record";
import { literalIn, mixed, one, UNKNOWN, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** A method of a model that its class does not define itself. */
export function callModelMethod(walk: Walk, id: number, name: string, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  const itself = one({ kind: "model", id });
  if (name === "eval") {
    setMode(walk, id, "eval", at, frame, world);
    return itself;
  }
  if (name === "train") {
    train(walk, id, at, frame, world);
    return itself;
  }
  if (name === "requires_grad_") {
    setLearning(walk, [id], at, frame, world);
    return itself;
  }
  const receiver = itself;
  if (name === "apply") {
    const part = one({ kind: "model", id: partOf(walk, id, "*") });
    const [first] = given;
    if (first) walk.call(first.value, { ...at, given: [{ ...first, value: part }], used: false }, frame, world);
    return itself;
  }
  if (SAME.has(name)) return itself;
  if (PARAMETERS.has(name)) {
    recordCall(walk, { name: `.${name}`, receiver }, at, frame, world);
    if (!/^(named_)?(modules|children)$/.test(name)) return one({ kind: "parameters", of: name, models: [id] });
    const part = one({ kind: "model", id: partOf(walk, id, "*") });
    return listOf(name.startsWith("named_") ? pair(part) : part);
  }
  if (QUIET.has(name)) {
    recordCall(walk, { name: `.${name}`, receiver }, at, frame, world);
    return UNKNOWN;
  }
  if (isTensor(walk.models[id]!)) return UNKNOWN;
  const forward = recordForward(walk, id, name, at, frame, world);
  return { ...UNKNOWN, from: [forward, ...mixed(given.map(({ value }) => value)).from] };
}

/** `requires_grad_(x)`, of models or of their parameters. */
export function setLearning(walk: Walk, models: readonly number[], at: Call, frame: Frame, world: World): void {
  const value = argument(at.given, "requires_grad", 0);
  const learns = value ? literalIn(value) : true;
  if (typeof learns === "boolean") recordFreeze(walk, models, !learns, at, frame, world);
}

function listOf(item: Value): Value {
  return one({ kind: "list", items: [item], whole: false });
}

/** A name that is not known, and what has it. */
function pair(item: Value): Value {
  return one({ kind: "list", items: [UNKNOWN, item], whole: true });
}

/** `train(x)`: a literal, what `model.training` was before, or something unknown. */
function train(walk: Walk, id: number, at: Call, frame: Frame, world: World): void {
  const { given } = at;
  const value = argument(given, "mode", 0);
  const mode = value ? literalIn(value) : true;
  const [thing, second] = value?.things ?? [];
  if (thing?.kind === "modes" && !second) {
    setMode(walk, id, "unknown", at, frame, world);
    setModes(walk, id, thing.modes, world);
  } else if (mode === undefined) setMode(walk, id, "unknown", at, frame, world);
  else setMode(walk, id, mode ? "train" : "eval", at, frame, world);
}

/** What a `torch.nn.Module` offers; any other name is a part of it, or a method of its class's own. */
export function isModelMethod(name: string): boolean {
  return MODES.has(name) || SAME.has(name) || PARAMETERS.has(name) || QUIET.has(name) || FORWARD.test(name);
}

/** Whether a method is the model's call itself, or has a usual name of methods that run it. */
export function runsModel(name: string): boolean {
  return FORWARD.test(name);
}

const MODES: ReadonlySet<string> = new Set(["eval", "train", "requires_grad_", "apply"]);
const SAME: ReadonlySet<string> = new Set(
  "to cuda cpu half float double bfloat16 xpu ipu to_empty share_memory type compile_ __enter__ unwrap".split(" "),
);
const PARAMETERS: ReadonlySet<string> = new Set(
  "parameters named_parameters modules named_modules children named_children buffers named_buffers".split(" "),
);
const QUIET: ReadonlySet<string> = new Set(
  "state_dict load_state_dict zero_grad register_forward_hook register_full_backward_hook register_forward_pre_hook register_buffer register_module add_module get_submodule compile save save_pretrained load no_sync gradient_checkpointing_enable print_trainable_parameters resize_token_embeddings update_parameters named_parameters_ count_params extra_repr".split(
    " ",
  ),
);
/** A part of a layer that is no layer: a method of it is a tensor's. */
export function isTensor({ attribute }: FlowModel): boolean {
  return attribute !== null && TENSORS.has(attribute);
}

const TENSORS: ReadonlySet<string> = new Set(
  "weight bias data grad running_mean running_var num_batches_tracked".split(" "),
);
/** Usual names of methods that run the model; `encoder` and `features` are parts. */
const FORWARD =
  /^(forward\w*|generate|encode(?!r)\w*|decode(?!r)\w*|sample\w*|predict\w*|inference|reconstruct\w*|embed|get_\w*features|extract\w*|compute_loss|loss|__call__|log_prob|act|step_forward)$/;

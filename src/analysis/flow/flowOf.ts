import type { ModelFacts } from "../model/facts";
import { fileFlow } from "./fileFlow";
import type { FlowFacts } from "./flowFacts";
import { readCode } from "./readCode";

/** What a file's code does to models, as rules ask it: nothing for a file that has no word of what they look for. */
export function flowOf(facts: ModelFacts): FlowFacts {
  return SCRIPTED.test(facts.text) ? wholeFlowOf(facts) : NO_FLOW;
}

/** What any file's code does to models; found once for each file, by whoever asks first. */
export function wholeFlowOf(facts: ModelFacts): FlowFacts {
  let flow = FLOWS.get(facts);
  if (!flow) {
    flow = fileFlow(readCode(facts.syntax, facts.text), facts.files);
    FLOWS.set(facts, flow);
  }
  return flow;
}

/**
 * Words without which nothing in a file is of interest: it sets no mode, learns nothing, loads nothing. More than half of all files
 * are spared the walk.
 */
const SCRIPTED =
  /\.(train|eval|backward|step|compile|copy_|lerp_?|mul_)\b|no_grad|inference_mode|set_grad_enabled|volatile|requires_grad|loader|sync_?b|DistributedDataParallel|AveragedModel|optim|load_state_dict|PrivacyEngine|GradientTape|train_step|trainable|fuse_|\bjit\b|onnx|export|nnx|linen|Normalize|Compose/i;

const NO_FLOW: FlowFacts = { models: [], events: [], called: new Set(), used: [], reads: [], whole: true };

const FLOWS = new WeakMap<ModelFacts, FlowFacts>();

import type { FoundTensor } from "./checkpointTensors";

/** Keys under which training scripts put the model beside the rest of a checkpoint. */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...["state_dict", "model_state_dict", "model_state", "model_dict", "model", "net", "network", "module", "weights"],
  ...["params", "state", "net_state_dict", "network_state_dict", "module_state_dict", "generator", "backbone"],
]);

/** Names of a checkpoint's tensors: the ways to them, joined by dots. */
export interface CheckpointNames {
  readonly names: readonly string[];
  /** The key around the model that names leave out, if there is one. */
  readonly wrapper: string | undefined;
}

/**
 * Names tensors as the model calls them: where one key of the checkpoint holds the model, it is left out of names,
 * unless two would then be the same. `own` names a tensor that is all of the checkpoint.
 */
export function nameTensors(found: readonly FoundTensor[], own: string): CheckpointNames {
  const whole = found.map(({ path }) => nameOf(path, own));
  const wrapper = wrapperOf(found);
  if (wrapper === undefined) return { names: whole, wrapper };
  const peeled = found.map(({ path }, i) => (path[0] === wrapper ? nameOf(path.slice(1), own) : whole[i]!));
  if (new Set(peeled).size < new Set(whole).size) return { names: whole, wrapper: undefined };
  return { names: peeled, wrapper };
}

function nameOf(path: readonly string[], own: string): string {
  return path.length === 0 ? own : path.join(".");
}

/** The only known key that holds tensors below itself and of which no optimizer is the owner. */
function wrapperOf(found: readonly FoundTensor[]): string | undefined {
  const keys = new Set<string>();
  const bare = new Set<string>();
  for (const { path, isOptimizers } of found) {
    if (path.length === 1) bare.add(path[0]!);
    else if (!isOptimizers && WRAPPERS.has(path[0]!)) keys.add(path[0]!);
  }
  const [key] = keys;
  return keys.size === 1 && !bare.has(key!) ? key : undefined;
}

import type { MethodName } from "../../engine/methods/method";
import type { DeclaredNorm } from "../../engine/norms/declaredNorm";
import type { PickleValue } from "../pickle/pickleValue";
import type { FoundModule } from "./checkpointTensors";

const METHODS: ReadonlyMap<string, MethodName> = new Map([
  ["BatchNorm1d", "batch"],
  ["BatchNorm2d", "batch"],
  ["BatchNorm3d", "batch"],
  ["SyncBatchNorm", "batch"],
  ["InstanceNorm1d", "instance"],
  ["InstanceNorm2d", "instance"],
  ["InstanceNorm3d", "instance"],
  ["LayerNorm", "layer"],
  ["GroupNorm", "group"],
  ["RMSNorm", "rms"],
]);

/**
 * The normalization layers among the modules of a checkpoint that holds a whole network. `names` are the tensors' and
 * `nameOf` gives a module's from the way to it. Which layer feeds which, only the code knows.
 */
export function moduleNorms(
  modules: readonly FoundModule[],
  names: ReadonlySet<string>,
  nameOf: (path: readonly string[]) => string,
): readonly DeclaredNorm[] {
  return modules.flatMap(({ path, className, attributes }): DeclaredNorm[] => {
    const operator = className.slice(className.lastIndexOf(".") + 1);
    const method = METHODS.get(operator);
    if (!method) return [];
    const name = nameOf(path);
    const own = (tensor: string) => {
      const full = name === "" ? tensor : `${name}.${tensor}`;
      return names.has(full) ? full : null;
    };
    return [
      {
        name: name === "" ? operator : name,
        method,
        operator,
        weight: own("weight"),
        bias: own("bias"),
        runningMean: own("running_mean"),
        runningVariance: own("running_var"),
        eps: figure(attributes.get("eps")),
        momentum: figure(attributes.get("momentum")),
        convention: "pytorch",
        follows: null,
      },
    ];
  });
}

function figure(value: PickleValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}

import { elementCount } from "../tensor";
import type { DeclaredNorm } from "./declaredNorm";
import { foldTarget } from "./foldTarget";
import { methodOf } from "./methodOf";
import { type Module, type Modules, modulesOf, type NamedTensor } from "./modules";
import type { NormLayer } from "./normLayer";
import { isKerasLike, type Role, tensorPath } from "./tensorPath";

/** A normalization layer of which no value has been read yet; tensors stand in by their names. */
export interface FoundNorm
  extends Pick<
    NormLayer,
    "name" | "method" | "certainty" | "reason" | "channels" | "convention" | "momentum" | "eps" | "foldsInto"
  > {
  readonly tensors: Readonly<Partial<Record<Role, string>>>;
  /** Whether the file itself describes the layer and what stands before it. */
  readonly declared: boolean;
}

/**
 * Finds the normalization layers among a checkpoint's tensors: those that the file declares, then those that names
 * and shapes give away, each in the order of the file. What could be something else is left out.
 */
export function findNorms(tensors: readonly NamedTensor[], declared: readonly DeclaredNorm[]): readonly FoundNorm[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const certain = declared.flatMap((norm) => fromDeclared(norm, byName));
  const taken = new Set(certain.flatMap(({ tensors: own }) => Object.values(own)));
  const modules = modulesOf(tensors);
  const found = [...modules.byPath.values()].flatMap((module) =>
    Object.values(module.roles).some(({ name }) => taken.has(name)) ? [] : fromModule(module, modules),
  );
  return [...certain, ...found];
}

function fromDeclared(norm: DeclaredNorm, byName: ReadonlyMap<string, NamedTensor>): FoundNorm[] {
  const { weight, bias, runningMean, runningVariance } = norm;
  const named = Object.entries({ weight, bias, runningMean, runningVariance }).filter(
    (entry): entry is [Role, string] => entry[1] !== null && byName.has(entry[1]),
  );
  const counts = named.map(([, name]) => elementCount(byName.get(name)!.shape));
  if (counts.length === 0 || counts.some((count) => count !== counts[0])) return [];
  const counter = byName.get(counterBeside(runningMean));
  return [
    {
      name: norm.name,
      method: norm.method,
      certainty: "certain",
      reason: `the file declares it: ${norm.operator}`,
      channels: counts[0]!,
      convention: norm.convention,
      momentum: norm.momentum,
      eps: norm.eps,
      foldsInto: norm.method === "batch" ? norm.follows : null,
      declared: true,
      tensors: { ...Object.fromEntries(named), ...(counter ? { numBatchesTracked: counter.name } : {}) },
    },
  ];
}

function counterBeside(runningMean: string | null): string {
  return runningMean?.endsWith("running_mean") ? runningMean.replace(/running_mean$/, "num_batches_tracked") : "";
}

function fromModule(module: Module, modules: Modules): FoundNorm[] {
  const recognized = methodOf(module, modules);
  if (!recognized) return [];
  const roles = Object.entries(module.roles);
  const parameters = roles.filter(([role]) => role !== "numBatchesTracked").map(([, tensor]) => tensor);
  return [
    {
      name: module.path || "(top)",
      ...recognized,
      channels: elementCount(parameters[0]!.shape),
      convention: parameters.some(({ name }) => isKerasLike(tensorPath(name).leaf)) ? "keras" : "pytorch",
      momentum: null,
      eps: null,
      foldsInto: recognized.method === "batch" ? foldTarget(module, modules) : null,
      declared: false,
      tensors: Object.fromEntries(roles.map(([role, { name }]) => [role, name])),
    },
  ];
}

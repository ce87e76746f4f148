import { LEAVES, type Role, tensorPath } from "./tensorPath";

/** A tensor, as far as its layer can be told from it. */
export interface NamedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** The tensors of one module. */
export interface Module {
  readonly path: string;
  /** By the last part of their names. */
  readonly leaves: ReadonlyMap<string, NamedTensor>;
  readonly roles: Readonly<Partial<Record<Role, NamedTensor>>>;
}

/** A checkpoint's modules, and what has to be known of all to judge one. */
export interface Modules {
  /** In the order of their first tensors. */
  readonly byPath: ReadonlyMap<string, Module>;
  /** What kinds of kernels are in and below a path. */
  readonly kernelsBelow: ReadonlyMap<string, { readonly linear: boolean }>;
  /** A tensor's place in the file. */
  readonly placeOf: (tensor: NamedTensor) => number;
  /** Whether the names of every dtype ascend, as the safetensors library writes them: then order says nothing. */
  readonly inOrderOfNames: boolean;
}

export function modulesOf(tensors: readonly NamedTensor[]): Modules {
  const leaves = new Map<string, Map<string, NamedTensor>>();
  for (const tensor of tensors) {
    const { module, leaf } = tensorPath(tensor.name);
    const own = leaves.get(module) ?? new Map<string, NamedTensor>();
    leaves.set(module, own);
    if (!own.has(leaf)) own.set(leaf, tensor);
  }
  const byPath = new Map([...leaves].map(([path, own]) => [path, { path, leaves: own, roles: rolesOf(own) }]));
  const places = new Map(tensors.map((tensor, place) => [tensor, place]));
  return {
    byPath,
    kernelsBelow: kernelsBelow(byPath.values()),
    placeOf: (tensor) => places.get(tensor)!,
    inOrderOfNames: isInOrderOfNames(tensors),
  };
}

function rolesOf(leaves: ReadonlyMap<string, NamedTensor>): Module["roles"] {
  const roles: Partial<Record<Role, NamedTensor>> = {};
  for (const { leaf, role, besides } of LEAVES) {
    const tensor = leaves.get(leaf);
    if (tensor && (besides ?? []).every((other) => leaves.has(other))) roles[role] ??= tensor;
  }
  return roles;
}

function kernelsBelow(modules: Iterable<Module>): Modules["kernelsBelow"] {
  const below = new Map<string, { linear: boolean }>();
  for (const module of modules) {
    const kernel = kernelOf(module);
    if (!kernel) continue;
    for (let path: string | null = module.path; path !== null; path = path === "" ? null : parentOf(path)) {
      const known = below.get(path);
      if (known) known.linear ||= kernel.shape.length === 2;
      else below.set(path, { linear: kernel.shape.length === 2 });
    }
  }
  return below;
}

function isInOrderOfNames(tensors: readonly NamedTensor[]): boolean {
  const last = new Map<string, string>();
  return tensors.every(({ name, dtype }) => {
    const ascends = (last.get(dtype) ?? "") <= name;
    last.set(dtype, name);
    return ascends;
  });
}

/** The weights of a convolution or a linear layer: two axes or more. */
export function kernelOf({ leaves }: Module): NamedTensor | null {
  const kernel = leaves.get("kernel") ?? leaves.get("weight") ?? leaves.get("w");
  return kernel && kernel.shape.length >= 2 ? kernel : null;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("."), path.lastIndexOf("/")));
}

/** The last part of a module's path. */
export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("."), path.lastIndexOf("/")) + 1);
}

/** The path of a module of another name under the same parent. */
export function siblingOf(path: string, name: string): string {
  return path.slice(0, path.length - lastPart(path).length) + name;
}

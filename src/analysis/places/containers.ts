import { extend } from "./combine";
import type { Given, Made } from "./possible";
import { append, type Frame, put, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/** The container of PyTorch that a class is; null for all others. */
export function containerNamed(name: string): "Sequential" | "ModuleList" | "ModuleDict" | null {
  const found = /^torch\.nn\.(?:modules\.)?(?:container\.)?(Sequential|ModuleList|ModuleDict)$/.exec(name)?.[1];
  return (found as "Sequential" | "ModuleList" | "ModuleDict" | undefined) ?? null;
}

/** Puts into a container what its constructor is given. */
export function fill(
  walk: Walk,
  into: Made,
  kind: "Sequential" | "ModuleList" | "ModuleDict",
  given: readonly Given[],
  frame: Frame,
): void {
  const parts = given.filter(({ name }) => name === null || name === "*" || name === "modules");
  if (parts.length < given.length) into.open = true;
  const [first] = parts;
  const thing = parts.length === 1 && first!.name !== "*" ? first!.value.things : [];
  const mapped = thing.filter((one) => one.kind === "dictionary");
  for (const { dictionary } of mapped) {
    const isSure = thing.length === 1 && !first!.value.open;
    for (const set of dictionary.sets)
      put(walk, into, set.name, set.value, isSure ? [...frame.way, ...set.way] : frame.way);
    into.open ||= dictionary.open || !isSure;
  }
  if (mapped.length > 0) return;
  if (kind === "ModuleDict") {
    if (given.length > 0) into.open = true;
    return;
  }
  for (const { name, value } of parts) {
    if (name === "*" || (kind === "ModuleList" && parts.length === 1)) extend(walk, into, value, frame);
    else append(walk, into, [{ value, way: STRAIGHT }], frame.way);
  }
}

import type { Arguments } from "./callArguments";
import { UNKNOWN, type Value } from "./literals";
import type { Known, Size } from "./normFacts";

/** The value of a parameter, unknown where the layer has none of that name. */
export function argument(args: Arguments, name: string): Value {
  return args.get(name)?.value ?? UNKNOWN;
}

/** A boolean parameter; `absent` where the layer has none of that name. */
export function flag(args: Arguments, name: string, absent: boolean): Known<boolean> {
  const value = args.get(name)?.value;
  if (!value) return absent;
  if (value.kind === "boolean") return value.value;
  if (value.kind === "number") return value.value !== 0;
  return value.kind === "none" ? false : undefined;
}

export function integer(args: Arguments, name: string): Known<number> {
  const value = argument(args, name);
  return value.kind === "number" && value.integer ? value.value : undefined;
}

/** An axis or a list of them; undefined where one is not known. */
export function axesArgument(args: Arguments, name: string): Known<readonly number[]> {
  const value = argument(args, name);
  const items = value.kind === "list" ? value.items : [value];
  const axes = items.flatMap((item) => (item.kind === "number" && Number.isInteger(item.value) ? [item.value] : []));
  return axes.length === items.length && axes.length > 0 ? axes : undefined;
}

/** A size as a number, or as the name or plain expression that stands for it. */
export function sizeOf(value: Value): Known<Size> {
  if (value.kind === "number") return value.integer ? value.value : undefined;
  return value.kind === "name" ? value.text : undefined;
}

import { specNamed } from "../frameworks/specs";
import { staticValue } from "./bases";
import type { CodeFunction, Expression } from "./code";
import type { Value } from "./values";

type Call = Expression & { readonly kind: "call" };
type Names = ReadonlyMap<string, Value>;

/** Whether a layer or function of this name drops values at random. */
export function isDropout(name: string): boolean {
  return specNamed(name)?.kind === "dropout" || /(^|\.)(Dropout|DropPath)\w*$/.test(name);
}

/** `Dropout(0)` does nothing, and where a parameter says how much that is nothing unless it is given, who knows; else null. */
export function rateOfDropout(call: Call, method: CodeFunction | null, names: Names): "none" | "unknown" | null {
  const rate = call.arguments.find(
    ({ name }, i) => /^(p|drop_prob)$/.test(name ?? "") || (name === null && i === 0),
  )?.value;
  if (!rate || (rate.kind !== "literal" && rate.kind !== "name")) return null;
  if (!isDropout(makerOf(call, names))) return null;
  if (rate.kind === "literal") return rate.value === 0 ? "none" : null;
  const usual = method?.parameters.find(({ name }) => name === rate.name)?.default;
  return usual?.kind === "literal" && !usual.value ? "unknown" : null;
}

/** `F.dropout(x, 0.5)` drops in every mode. */
export function isAlwaysOn(call: Call, names: Names): boolean {
  const spec = specNamed(makerOf(call, names));
  if (spec?.kind !== "dropout" || !spec.functional || spec.framework !== "torch") return false;
  const { arguments: given } = call;
  return given.length < 3 && given.every(({ name }) => name === null || /^(input|p|inplace)$/.test(name));
}

/** `BatchNorm2d(8, track_running_stats=False)` normalizes with the batch in every mode. */
export function isUntracked(call: Call, names: Names): boolean {
  const tracks = call.arguments.find(
    ({ name }, i) => name === "track_running_stats" || (name === null && i === 4),
  )?.value;
  return /BatchNorm/.test(makerOf(call, names)) && tracks?.kind === "literal" && !tracks.value;
}

/** The qualified name of what is called; empty where it is of the code itself or not known. */
function makerOf({ of }: Call, names: Names): string {
  const [maker] = staticValue(of, names).things;
  return maker?.kind === "foreign" ? maker.name : "";
}

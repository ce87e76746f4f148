import { specNamed } from "../frameworks/specs";
import { lineOf } from "./classes";
import type { ModulePath } from "./modulePath";
import { type Made, type Possible, plainItems, sureNumber, type Thing } from "./possible";
import type { Walk } from "./walk";

/** Whether an object may be the module that a path says: never asked to guess, only to rule out. */
export function mayBe(walk: Walk, made: Made, { type, features }: ModulePath): boolean {
  const { of } = made;
  const wanted = type?.split(".").at(-1) ?? null;
  if (of === null)
    return (
      made.beside.length === 0 ||
      !(features !== null || isNormNamed(wanted)) ||
      made.beside.some((thing) => isNorm(walk, thing))
    );
  if (of.kind === "class") {
    const line = lineOf(walk, of);
    if (line.open || line.foreign.length === 0) return line.open;
    return wanted === null || of.of.name === wanted || isConverted(line.foreign[0]!.split(".").at(-1)!, wanted);
  }
  const spec = specNamed(of.name);
  if (spec?.framework !== "torch") return !NO_MODULE.test(of.name);
  if (wanted !== null && spec.name !== wanted && !isConverted(spec.name, wanted)) return false;
  if (features === null) return true;
  if (spec.kind !== "norm") return wanted !== null && spec.name === wanted;
  const counted = featuresOf(
    made,
    spec.signature.map(({ name }) => name),
  );
  return counted === undefined || counted === features;
}

function isNormNamed(type: string | null): boolean {
  return type !== null && specNamed(`torch.nn.${type}`)?.kind === "norm";
}

/** Whether a parameter that is one thing by default may be given a normalization layer's class. */
function isNorm(walk: Walk, thing: Thing): boolean {
  if (thing.kind === "partial") return thing.of.open || thing.of.things.some((one) => isNorm(walk, one));
  if (thing.kind === "class") {
    const { foreign, open } = lineOf(walk, thing);
    return open || foreign.some((name) => specNamed(name)?.kind === "norm");
  }
  if (thing.kind === "constant") return false;
  if (thing.kind !== "foreign") return true;
  const spec = specNamed(thing.name);
  return !spec || spec.kind === "norm" || spec.kind === "identity";
}

/** What is no class of modules, although a call returns it. */
const NO_MODULE = /^torch\.(?!nn\.|hub\.)/;

/** What PyTorch itself makes of a layer. */
function isConverted(written: string, found: string): boolean {
  if (found === "SyncBatchNorm") return /^(Lazy)?BatchNorm[123]d$/.test(written);
  return written === `Lazy${found}`;
}

const COUNTS = ["num_features", "num_channels", "normalized_shape"];

/** The number of features that a normalization layer is given; undefined where it is not known for sure. */
function featuresOf({ given }: Made, parameters: readonly string[]): number | undefined {
  const at = parameters.findIndex((name) => COUNTS.includes(name));
  if (at < 0 || given.some(({ name }) => name === "*" || name === "**")) return undefined;
  const value =
    given.find(({ name }) => name === parameters[at])?.value ?? (given[at]?.name === null ? given[at]!.value : null);
  return value ? countIn(value) : undefined;
}

function countIn(value: Possible): number | undefined {
  const plain = plainItems(value);
  if (!plain) return sureNumber(value);
  const sizes = plain.map(sureNumber);
  return sizes.some((size) => size === undefined)
    ? undefined
    : sizes.reduce<number>((product, size) => product * size!, 1);
}

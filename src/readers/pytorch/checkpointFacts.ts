import { globalName, isDict, isObject, itemsOf, type PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { numpyScalar } from "./numpyArray";

export type Fact = readonly [name: string, value: string];

const MOST_FACTS = 30;
const LONGEST_VALUE = 120;

/** Keys under which training scripts keep what a model was made and trained with. */
const SETTINGS = ["hyper_parameters", "hparams", "args", "config", "cfg", "opt", "train_args", "model_args"];

/** What a checkpoint says of itself in figures and words, thirty at most: epoch, step, versions, settings. */
export function checkpointFacts(root: PickleValue): readonly Fact[] {
  const facts: Fact[] = [];
  const type = className(root);
  if (type !== undefined) facts.push(["class", quoteName(type)]);
  const entries = attributesOf(root);
  if (type === undefined || entries.has("state_dict")) addScalars(facts, entries, "");
  for (const key of SETTINGS) addScalars(facts, attributesOf(entries.get(key)), `${key}.`);
  return facts.slice(0, MOST_FACTS);
}

/** The class of an object; legacy files keep classes outside of the pickle, with their source text. */
export function className(value: PickleValue | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const { callee } = value;
  const outside = typeof callee === "object" && callee !== null && callee.kind === "persistent" ? callee.id : undefined;
  const [first, second] = itemsOf(outside);
  return globalName(callee) ?? globalName(second) ?? globalName(first);
}

function addScalars(facts: Fact[], entries: ReadonlyMap<PickleValue, PickleValue>, prefix: string): void {
  for (const [key, value] of entries) {
    if (facts.length >= MOST_FACTS) return;
    const text = scalarText(value);
    if (typeof key === "string" && text !== undefined) facts.push([quoteName(prefix + key), text]);
  }
}

function scalarText(value: PickleValue): string | undefined {
  const scalar = numpyScalar(value) ?? value;
  if (typeof scalar === "string") return scalar === "" ? undefined : quoteName(scalar, LONGEST_VALUE);
  if (typeof scalar === "boolean") return scalar ? "True" : "False";
  return typeof scalar === "number" || typeof scalar === "bigint" ? quoteName(String(scalar)) : undefined;
}

const NONE: ReadonlyMap<PickleValue, PickleValue> = new Map();

/** Entries of a dict, attributes of an object. */
function attributesOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> {
  if (isDict(value)) return value.entries;
  if (!isObject(value)) return NONE;
  if (value.entries.size > 0) return value.entries;
  return isDict(value.state) ? value.state.entries : NONE;
}

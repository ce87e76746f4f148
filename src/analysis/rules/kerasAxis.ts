import type { Construction, ModelFacts, Operation, Place } from "../model/facts";
import { around, certainUsesOf, isActivation, madeBefore, numberIn, textAt, within } from "../model/queries";
import { dottedName, field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument, replaceLiteral } from "./edits";

/** NRM601 */
export const kerasAxis: CodeRule = {
  code: "NRM601",
  title: "The axis is not the one that channels lie along",
  severity: "warning",
  explanation: [
    "Keras's BatchNormalization and GroupNormalization normalize along axis=-1 unless told otherwise, whatever the data " +
      "format is. After a convolution with data_format='channels_first' that is the last axis of space: there is a γ, a β " +
      "and a running mean for each column of the image, and channels are mixed. Nothing raises.",
    "keras.config.set_image_data_format('channels_first') changes the convolutions alone, so that the default axis is " +
      "wrong from then on. The other way round, axis=1 after channels_last gives one γ for each row.",
    "Found where the format is written at the convolution or set for the whole file. Where neither is and the file's images " +
      "have their channels last, as in Input((224, 224, 3)), channels_last, the default of Keras, is taken to hold, and the " +
      "finding is information.",
  ],
  sources: [
    "Keras: BatchNormalization, argument axis",
    "checked with Keras 3.15 on JAX: γ of axis=-1 has the size of the last axis under channels_first",
  ],
  fix: "suggestion",
  bad: `from keras import Sequential, layers

model = Sequential([
    layers.Conv2D(64, 3, data_format="channels_first"),
    layers.BatchNormalization(),  # NRM601
    layers.ReLU(),
])
`,
  good: `from keras import Sequential, layers

model = Sequential([
    layers.Conv2D(64, 3, data_format="channels_first"),
    layers.BatchNormalization(axis=1),
    layers.ReLU(),
])
`,
  check: (facts) => {
    const uses = certainUsesOf(facts, "keras");
    if (uses.length === 0) return [];
    const global = globalFormat(facts);
    return uses.flatMap(({ norm, use }) => checkUse(facts, norm, use, global));
  },
};

/** A data format, and where it is said; nowhere if it is Keras's default. */
interface Format {
  readonly first: boolean;
  readonly place: Place | null;
}

function checkUse(facts: ModelFacts, norm: Construction, use: Operation, global: Format | null): RuleFinding[] {
  const axis = numberIn(norm, "axis");
  const [input] = use.inputs;
  if (!["batch", "group"].includes(norm.spec!.method ?? "") || !norm.certain || !axis?.integer || axis.byDefault)
    return [];
  const conv = input && use.inputs.length === 1 ? madeBefore(input, passes).construction : null;
  const rank = conv?.spec?.kind === "conv" ? conv.spec.rank : undefined;
  if (!conv?.certain || !rank || [...norm.path, ...conv.path].some(({ condition }) => asksFormat(condition))) return [];
  const format = formatOf(conv, global);
  if (!format) return [];
  const at = axis.value < 0 ? axis.value + rank + 2 : axis.value;
  const wanted = format.first ? 1 : rank + 1;
  if (at === wanted || at !== (format.first ? rank + 1 : 1)) return [];
  return [findingOf(facts, norm, axis.value, conv, format)];
}

function findingOf(
  facts: ModelFacts,
  norm: Construction,
  axis: number,
  conv: Construction,
  format: Format,
): RuleFinding {
  const given = norm.arguments.get("axis");
  const own = given?.whole && within(given.whole, norm.place) ? given.whole : norm.callee;
  const name = format.first ? "channels_first" : "channels_last";
  const wrong = format.first ? "the last axis of space" : "the first axis of space";
  return {
    severity: format.place ? "warning" : "information",
    message: `${norm.spec!.name} with axis=${axis} takes ${wrong} for channels: the data is ${name}`,
    range: own,
    related: [{ range: format.place ?? conv.callee, message: `${name}${format.place ? "" : ", Keras's default"}` }],
    fixes: fixesOf(facts, norm, conv, format),
  };
}

/** What leaves every axis where it is. */
function passes(operation: Operation): boolean {
  const kind = operation.spec?.kind;
  return isActivation(operation) || (operation.kind === "module" && kind !== undefined && KEEPING.has(kind));
}

const KEEPING: ReadonlySet<string> = new Set(["dropout", "identity", "pool", "pad", "upsample", "norm"]);

/** Null where the convolution's is not known. */
function formatOf(conv: Construction, global: Format | null): Format | null {
  const argument = conv.arguments.get("data_format");
  const value = argument?.value;
  if (value?.kind === "text" && !value.byDefault)
    return { first: value.value === "channels_first", place: argument!.place };
  return value?.kind === "none" && !value.byDefault ? global : null;
}

/**
 * What the file sets for itself; Keras's default where it sets nothing, null where it sets several, or under conditions.
 */
function globalFormat(facts: ModelFacts): Format | null {
  if (!/set_image_(data_format|dim_ordering)/.test(facts.text))
    return mayBeFirst(facts) || !isSeenLast(facts) ? null : { first: false, place: null };
  const set = nodesOf(facts.syntax, "call").filter((call) => {
    const names = dottedName(field(call, "function") ?? call, facts.text);
    return names && /^set_image_(data_format|dim_ordering)$/.test(names.at(-1)!);
  });
  const formats = new Set(set.map((call) => literalFormat(facts, call)));
  const [only] = formats;
  if (formats.size !== 1 || !only || set.some((call) => isConditional(facts, call))) return null;
  return { first: only === "first", place: { start: set[0]!.start, end: set[0]!.end } };
}

function literalFormat(facts: ModelFacts, call: Syntax): "first" | "last" | null {
  const given = textAt(facts, field(call, "arguments") ?? call);
  if (/^\(\s*["'](channels_first|th)["']\s*\)$/.test(given)) return "first";
  return /^\(\s*["'](channels_last|tf)["']\s*\)$/.test(given) ? "last" : null;
}

function isConditional(facts: ModelFacts, call: Syntax): boolean {
  return around(facts, call).some(({ type }) => /^(if|for|while|try|with)_statement$|^function_definition$/.test(type));
}

function asksFormat(condition: string | null): boolean {
  return condition !== null && /format|ordering|channels?_|backend|axis/i.test(condition);
}

/** The file speaks of formats, has shapes of images with channels first, or reads height and width off their end. */
function mayBeFirst({ text }: ModelFacts): boolean {
  return (
    /channels_first|data_format|dim_ordering|(shape|Input)\s*[=(]\s*\(\s*[1-4]\s*,\s*\w/.test(text) ||
    /\b(h|height|rows)\s*,\s*(w|width|cols)\s*=\s*[\w.]+\[(1|2|-2):\]/.test(text)
  );
}

/** The file has shapes of images with channels last: Keras's default may be another, by keras.json. */
function isSeenLast({ text }: ModelFacts): boolean {
  return /channels_last|(shape|Input)\s*[=(]\s*\(\s*[\w.]+\s*,\s*[\w.]+\s*,\s*[1-4]\s*,?\s*\)/.test(text);
}

function fixesOf(facts: ModelFacts, norm: Construction, conv: Construction, format: Format): Fix[] {
  const here = format.place && within(format.place, conv.place);
  if (norm.calls.length > 0 && !here && !format.place) return [];
  const value = format.first ? "1" : "-1";
  const given = norm.arguments.get("axis")?.given;
  const edit = given ? replaceLiteral(facts, norm, "axis", value) : addArgument(facts, norm.list, `axis=${value}`);
  if (!edit) return [];
  const checkpointNote = "γ, β and the statistics get another size: weights that were saved before do not fit.";
  return [{ title: `Normalize along the channels: axis=${value}`, safe: false, edits: [edit], checkpointNote }];
}

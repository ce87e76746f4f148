import { literalArgument } from "../flow/arguments";
import type { CallEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { isHere, placeOf } from "../flow/queries";
import type { Value } from "../flow/values";
import type { ModelFacts, Place } from "../model/facts";
import { around, keywordAt, textAt } from "../model/queries";
import { dottedName, field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";
import { after, IMAGE, type Range, statisticsOf, type Transform } from "./transformRange";

/** NRM801 */
export const inputNormalization: CodeRule = {
  code: "NRM801",
  title: "The input's values are not those that its normalization is for",
  severity: "warning",
  explanation: [
    "Normalize subtracts a mean and divides by a spread that somebody measured on values of a certain range: the well-known " +
      "ones of ImageNet on 0 to 1. On values of 0 to 255, or on such that have been normalized before, they make " +
      "inputs that the model has never seen; a pretrained one answers worse, and nothing raises.",
    "Put Normalize after what scales to 0 to 1 (ToTensor, or ToDtype with scale=True), once. For a pretrained model take " +
      "weights.transforms(), which has the statistics that it was trained with.",
    "Found within one Compose of torchvision's transforms: Normalize before the conversion to numbers between 0 and 1, where it " +
      "raises; statistics of 0 to 1 on values of 0 to 255, and the other way round; ImageNet's on values that are centred " +
      "already; a second division by 255; and mean 0 with spread 1, which changes nothing, beside a pretrained model. " +
      "A list with a transform that is not known is left alone from there on.",
  ],
  sources: [
    "torchvision: transforms.Normalize, transforms.v2.ToDtype; checked with torchvision",
    "TorchSeg#8; diffusion_policy#45; open-solution-mapping#77",
  ],
  fix: "suggestion",
  bad: `from torchvision import transforms

transform = transforms.Compose([
    transforms.Resize(224),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),  # NRM801
    transforms.ToTensor(),
])
`,
  good: `from torchvision import transforms

transform = transforms.Compose([
    transforms.Resize(224),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
`,
  check(facts) {
    if (!/\btorchvision\b/.test(facts.text) || !/\bCompose\b/.test(facts.text)) return [];
    const calls = new Map<number, CallEvent>();
    for (const event of flowOf(facts).events) if (event.kind === "call") calls.set(event.id, event);
    return [...calls.values()]
      .filter(({ name, site }) => isHere(site) && COMPOSE.test(name))
      .flatMap((compose) => checkList(facts, compose, calls));
  },
};

const COMPOSE = /^torchvision\.transforms\.(transforms\.|v2\.)?Compose$/;
const TRANSFORM = /^torchvision\.transforms\.(?:transforms\.|v2\.)?(\w+)$/;

function checkList(facts: ModelFacts, compose: CallEvent, calls: ReadonlyMap<number, CallEvent>): RuleFinding[] {
  const [list, second] = compose.arguments[0]?.value.things ?? [];
  if (list?.kind !== "list" || !list.whole || second) return [];
  const transforms = list.items.map((item) => transformIn(item, calls));
  const found: RuleFinding[] = [];
  let range: Range | null = IMAGE;
  for (const [i, transform] of transforms.entries()) {
    if (!transform) return found;
    const wrong: string | null = range && wrongWith(facts, transform, range, transforms.slice(i + 1));
    range = range && after(facts, transform, range);
    const again = range !== null && range.high > 0 && range.high <= 1 / 255 && transform.name === "Lambda" && !wrong;
    const message = again
      ? "divides by 255 again what is between 0 and 1 already: hardly anything is left of it"
      : wrong;
    if (message && isHere(transform.call.site)) {
      const callee = quoteCode(facts, calleeOf(facts, transform.call));
      const fixes = wrong === EARLY ? reorder(facts, compose, i, transforms) : [];
      found.push({ severity: "warning", message: `${callee} ${message}`, range: placeOf(transform.call.site), fixes });
    }
    if (!range) return found;
  }
  return found;
}

function transformIn({ things, open }: Value, calls: ReadonlyMap<number, CallEvent>): Transform | null {
  const [thing, second] = things;
  const call = !open && !second && thing?.kind === "made" ? calls.get(thing.call) : undefined;
  const name = call && TRANSFORM.exec(call.name)?.[1];
  return call && name ? { name, call } : null;
}

const EARLY = "comes before the conversion to values of 0 to 1, and raises on images and on bytes";

/** What is wrong with Normalize here; null where nothing is. */
function wrongWith(
  facts: ModelFacts,
  { name, call }: Transform,
  range: Range,
  rest: readonly (Transform | null)[],
): string | null {
  if (name !== "Normalize") return null;
  if (range.bytes) return rest.some((later) => later && isConversion(later)) ? EARLY : null;
  const statistics = statisticsOf(call);
  if (!statistics) return null;
  const { mean, std } = statistics;
  const most = Math.max(...mean);
  if (mean.every((value) => value === 0) && std.every((value) => value === 1)) {
    return makesPretrained(facts)
      ? "with mean 0 and std 1 changes nothing, and the model is pretrained on other values"
      : null;
  }
  if (range.high > 100 && most > 0 && most <= 1 && Math.max(...std) <= 1) {
    return `has statistics of values between 0 and 1, and gets values up to ${Math.round(range.high)}`;
  }
  if (range.high <= 1 && range.sure && most > 2 && !range.normalized) {
    return "has statistics of values between 0 and 255, and gets values between 0 and 1";
  }
  if (range.normalized && range.low < -0.4 && isImageNet(mean)) {
    return "has ImageNet's statistics of values between 0 and 1, and gets values that are centred already";
  }
  return null;
}

function isConversion({ name, call }: Transform): boolean {
  if (name === "ToDtype") return literalArgument(call.arguments, "scale", 1) === true;
  return name === "ToTensor" || name === "ConvertImageDtype";
}

function isImageNet(mean: readonly number[]): boolean {
  return mean.length === 3 && [0.485, 0.456, 0.406].every((value, i) => Math.abs(value - mean[i]!) < 0.003);
}

/** Whether the file makes a pretrained model of torchvision. */
function makesPretrained(facts: ModelFacts): boolean {
  return nodesOf(facts.syntax, "call").some((node) => {
    const names = dottedName(field(node, "function") ?? node, facts.text);
    if (!names || !/^torchvision\.models\.[a-z]/.test(facts.resolve(names, node.start) ?? "")) return false;
    const value = (name: string) => {
      const given = keywordAt(facts, node, name);
      return given && textAt(facts, field(given, "value") ?? given);
    };
    const weights = value("weights");
    return value("pretrained") === "True" || (weights !== undefined && weights !== "None");
  });
}

function calleeOf(facts: ModelFacts, { site }: CallEvent): Place {
  const call = around(facts, placeOf(site)).findLast(({ type, start }) => type === "call" && start === site.start);
  return (call && field(call, "function")) ?? placeOf(site);
}

/** Puts Normalize behind the last conversion, where the whole list stands here. */
function reorder(
  facts: ModelFacts,
  compose: CallEvent,
  from: number,
  transforms: readonly (Transform | null)[],
): Fix[] {
  const items = listAt(facts, compose)?.children;
  const to = transforms.findLastIndex((transform) => transform !== null && isConversion(transform));
  if (!items || items.length !== transforms.length || to <= from) return [];
  const order = items.slice(from, to + 1);
  const edits = order.map((item, i) => ({
    range: { start: item.start, end: item.end },
    text: textAt(facts, order[(i + 1) % order.length]!),
  }));
  return [{ title: "Put it after the conversion", safe: false, edits }];
}

function listAt(facts: ModelFacts, { arguments: given }: CallEvent): Syntax | null {
  const [first] = given;
  const list = first && around(facts, first).findLast(({ type, start }) => type === "list" && start >= first.start);
  return list ?? null;
}

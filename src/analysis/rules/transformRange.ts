import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent } from "../flow/flowFacts";
import { literalIn, type Value } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { around } from "../model/queries";
import { affineLambda } from "./affineLambda";

/** What is known of an image's values between two transforms of torchvision. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** An image, or its bytes as a tensor, which Normalize does not take. */
  readonly bytes: boolean;
  /** It surely was an image of bytes, since only images go through the transforms before. */
  readonly sure: boolean;
  /** Normalized with a mean and a spread, so that it is centred. */
  readonly normalized: boolean;
}

/** A transform, by its short name, and the call that made it. */
export interface Transform {
  readonly name: string;
  readonly call: CallEvent;
}

/** Data sets of torchvision give images, whose bytes are 0 to 255. */
export const IMAGE: Range = { low: 0, high: 255, bytes: true, sure: false, normalized: false };

/** What a transform makes of it; null where that is not known. */
export function after(facts: ModelFacts, { name, call }: Transform, range: Range): Range | null {
  if (KEEPS.test(name)) return { ...range, sure: range.sure || range.bytes };
  switch (name) {
    case "ToPILImage":
      return { ...IMAGE, sure: true };
    case "ToTensor":
    case "ConvertImageDtype":
    case "ToDtype":
      return converted(name, call, range);
    case "PILToTensor":
    case "ToImage":
    case "ToImageTensor":
      return range;
    case "Normalize": {
      const statistics = statisticsOf(call);
      if (!statistics || range.bytes) return null;
      const { mean, std } = statistics;
      return {
        ...range,
        low: Math.min(...mean.map((m, i) => (range.low - m) / std[i]!)),
        high: Math.max(...mean.map((m, i) => (range.high - m) / std[i]!)),
        normalized: range.normalized || mean.some((m) => m !== 0),
      };
    }
    case "Lambda":
      return lambda(facts, call, range);
    default:
      return null;
  }
}

/** Moves, crops or recolours images and leaves the range of their values alone. */
const KEEPS =
  /^(Resize|Scale|CenterCrop|RandomCrop|RandomResizedCrop|RandomSizedCrop|FiveCrop|TenCrop|Pad|RandomHorizontalFlip|RandomVerticalFlip|RandomRotation|RandomAffine|RandomPerspective|ColorJitter|RandomGrayscale|Grayscale|GaussianBlur|RandomErasing|AutoAugment|RandAugment|TrivialAugmentWide)$/;

function converted(name: string, { arguments: given }: CallEvent, range: Range): Range | null {
  if (!range.bytes) return range;
  const scales = name !== "ToDtype" || literalArgument(given, "scale", 1) === true;
  if (name === "ToDtype" && !scales && argument(given, "scale", 1) !== undefined) {
    if (literalArgument(given, "scale", 1) !== false) return null;
  }
  const type = name === "ToTensor" ? null : argument(given, "dtype", 0)?.things[0];
  if (type && !(type.kind === "foreign" && /^torch\.(float(32|16|64)?|half|bfloat16|double)$/.test(type.name)))
    return null;
  if (name === "ToDtype" && !type) return null;
  return { ...range, bytes: false, high: scales ? 1 : range.high };
}

function lambda(facts: ModelFacts, { arguments: given }: CallEvent, range: Range): Range | null {
  const [first] = given;
  const node = first && around(facts, first).findLast(({ type, start }) => type === "lambda" && start >= first.start);
  const map = node && affineLambda(facts, node);
  if (!map || range.bytes) return null;
  const ends = [range.low, range.high].map((value) => value * map.scale + map.offset);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return { ...range, low, high, normalized: range.normalized || (map.offset !== 0 && low < 0) };
}

/** Literal statistics of Normalize, one for each channel. */
export function statisticsOf({ arguments: given }: CallEvent): { mean: number[]; std: number[] } | null {
  const [mean, std] = [numbersIn(argument(given, "mean", 0)), numbersIn(argument(given, "std", 1))];
  if (!mean || !std || mean.length !== std.length || mean.length === 0 || std.some((value) => value === 0)) return null;
  return { mean, std };
}

function numbersIn(value: Value | undefined): number[] | null {
  const [thing, second] = value?.things ?? [];
  if (!value || value.open || second || !thing) return null;
  if (thing.kind === "literal") return typeof thing.value === "number" ? [thing.value] : null;
  if (thing.kind !== "list" || !thing.whole) return null;
  const numbers = thing.items.map(literalIn);
  return numbers.every((number) => typeof number === "number") ? (numbers as number[]) : null;
}

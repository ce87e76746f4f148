import type { Construction, ModelFacts } from "../model/facts";
import { hasWord, numberIn, textAt, within } from "../model/queries";
import { lastName } from "../rules/edits";
import type { Assist, Offer } from "./assist";
import { constructedAt, isPlainList } from "./places";

/** Writes a batch norm of PyTorch's whose channels are known as a group norm. */
export const groupNorm: Assist = {
  name: "groupNorm",
  offers(facts, at) {
    const norms = constructedAt(facts, at);
    const [norm] = norms;
    if (!norm || !isPlainList(facts, norm.list) || !norms.every(isBatchNorm)) return [];
    if ([...STATISTICS].some((name) => hasWord(facts, name))) return [];
    const channels = norms.map((one) => numberIn(one, "num_features"));
    if (!channels.every((number) => number?.integer && !number.byDefault && number.value > 0)) return [];
    const groups = groupsOf(channels.map((number) => number!.value));
    return groups < 2 ? [] : rewritten(facts, norm, groups);
  },
};

/** Code that looks at the running statistics needs them. */
const STATISTICS: ReadonlySet<string> = new Set(["running_mean", "running_var", "num_batches_tracked"]);

function isBatchNorm({ spec, certain, wrappers }: Construction): boolean {
  return certain && wrappers.length === 0 && spec?.framework === "torch" && /^BatchNorm[123]d$/.test(spec.name);
}

function rewritten(facts: ModelFacts, norm: Construction, groups: number): Offer[] {
  const callee = lastName(facts, norm.callee, norm.spec!.name);
  const channels = norm.arguments.get("num_features")?.place;
  if (!callee || !channels || !within(channels, norm.place)) return [];
  const before = textAt(facts, { start: norm.callee.start, end: callee.start });
  const qualified = facts.resolve([...before.split(".").slice(0, -1), "GroupNorm"], norm.place.start);
  if (qualified !== "torch.nn.GroupNorm") return [];
  const kept = KEPT.flatMap((name) => {
    const { given = null, place } = norm.arguments.get(name) ?? {};
    return given !== null && place ? [`${name}=${textAt(facts, place)}`] : [];
  });
  const list = [String(groups), textAt(facts, channels), ...kept].join(", ");
  return [
    {
      title: `Rewrite as ${before}GroupNorm(${groups}, ${textAt(facts, channels)})`,
      edits: [{ range: { start: callee.start, end: norm.list!.end }, text: `GroupNorm(${list})` }],
      checkpointNote: "Takes the running statistics out of the checkpoint's keys.",
    },
  ];
}

/** What both have; their defaults are the same. */
const KEPT = ["eps", "affine", "device", "dtype"];

/**
 * The largest number of groups up to 32, as many as the paper has (Wu and He 2018), into which all of these numbers of
 * channels divide, two channels in each at least; 1 where there is none.
 */
export function groupsOf(channels: readonly number[]): number {
  const common = channels.reduce(greatestDivisor);
  for (let groups = Math.min(32, Math.floor(common / 2)); groups > 1; groups--)
    if (common % groups === 0) return groups;
  return 1;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

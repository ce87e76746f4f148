import { wholeFlowOf } from "../flow/flowOf";
import { LOADER } from "../flow/foreign";
import type { ModelFacts, Place } from "../model/facts";
import { statementAround, textAt } from "../model/queries";
import { trainLoaders } from "../rules/trainLoaders";
import type { Syntax } from "../syntax";
import type { AdvicePlace, Evidence, Seen } from "./place";
import { integerOf, type ResolvedCall, resolvedCalls } from "./resolvedCalls";

type TrainingFacts = Pick<
  AdvicePlace,
  "batchSize" | "splits" | "distributed" | "accumulates" | "penalty" | "privacy" | "frozen"
>;

/** How the file's script trains its models. @param name of the class that is asked about */
export function trainingFacts(facts: ModelFacts, name: string | null): TrainingFacts {
  const calls = resolvedCalls(facts);
  const called = (pattern: RegExp) => calls.find(({ qualified }) => pattern.test(qualified)) ?? null;
  return {
    batchSize: batchSize(facts, calls),
    splits: evidence(facts, called(/^torch\.nn\.(parallel\.)?DataParallel$|\.MirroredStrategy$/)?.node),
    distributed: evidence(facts, called(/\.DistributedDataParallel$/)?.node),
    accumulates: evidence(facts, accumulation(facts, calls)),
    penalty: penalty(facts, calls, name),
    privacy: evidence(facts, called(/^opacus\./)?.node),
    frozen: frozen(facts),
  };
}

function batchSize(facts: ModelFacts, calls: readonly ResolvedCall[]): Seen<number> | null {
  const trained = trainLoaders(wholeFlowOf(facts)).flatMap(({ loader, batchSize: value }) =>
    value === null ? [] : [{ value, ...evidence(facts, loader.site)! }],
  );
  if (trained.length > 0) return agreed(trained);
  const loaders = calls.flatMap((call) => {
    const value = integerOf(facts, sizeArgument(call));
    return value === null || value < 1 ? [] : [{ value, ...evidence(facts, call.node)! }];
  });
  const named = loaders.filter(({ at }) => {
    const statement = statementAround(facts, { start: at, end: at });
    return statement && /train/i.test(textAt(facts, statement.node).slice(0, 200));
  });
  return agreed(named.length > 0 ? named : loaders);
}

/** Where a loader's call, `fit` of Keras or `batch` of a tf.data set says how large batches are. */
function sizeArgument({ qualified, positional, keywords }: ResolvedCall): Syntax | undefined {
  if (LOADER.test(qualified)) return keywords.get("batch_size") ?? positional[1];
  if (qualified === ".fit") return keywords.get("batch_size");
  return qualified === ".batch" ? (keywords.get("batch_size") ?? positional[0]) : undefined;
}

/** The size on which all agree. */
function agreed(sizes: readonly Seen<number>[]): Seen<number> | null {
  const [first] = sizes;
  return first && sizes.every(({ value }) => value === first.value) ? first : null;
}

const STEPS = ["gradient_accumulation_steps", "accumulate_grad_batches", "accumulation_steps"];

function accumulation(facts: ModelFacts, calls: readonly ResolvedCall[]): Syntax | undefined {
  return calls.find(({ keywords }) => STEPS.some((name) => (integerOf(facts, keywords.get(name)) ?? 1) > 1))?.node;
}

/** A gradient that is differentiated again, as the critic's is in a Wasserstein GAN with a penalty. */
function penalty(facts: ModelFacts, calls: readonly ResolvedCall[], name: string | null): Seen<boolean | null> | null {
  const call = calls.find(
    ({ qualified, keywords }) =>
      qualified === "torch.autograd.grad" && textOf(facts, keywords.get("create_graph")) === "True",
  );
  const found = call ?? calls.find(({ qualified }) => /gradient_penalty$/.test(qualified));
  const there = evidence(facts, found?.node);
  if (!there) return null;
  const through = /critic|discriminator/i.test(name ?? "") ? true : /generator/i.test(name ?? "") ? false : null;
  return { value: through, ...there };
}

function frozen(facts: ModelFacts): Evidence | null {
  const event = wholeFlowOf(facts).events.find((one) => one.kind === "freeze" && one.frozen && one.site.file === "");
  if (event) return evidence(facts, statementAround(facts, event.site)?.node ?? event.site);
  const set = /\.trainable\s*=\s*False\b/.exec(facts.text);
  return set && { at: set.index + 1, code: set[0].slice(1) };
}

function textOf(facts: ModelFacts, node: Syntax | undefined): string | null {
  return node ? textAt(facts, node) : null;
}

function evidence(facts: ModelFacts, place: Place | undefined): Evidence | null {
  return place ? { at: place.start, code: textAt(facts, { start: place.start, end: place.end }) } : null;
}

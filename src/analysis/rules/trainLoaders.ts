import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { LOADER } from "../flow/foreign";
import { wholeOf } from "../flow/models";
import { isHere } from "../flow/queries";
import { tagsOf } from "../flow/values";

/** A loader, and the forward calls in training mode that something is learned from on its batches. */
export interface TrainLoader {
  readonly loader: CallEvent;
  readonly forwards: readonly ForwardEvent[];
  /** Null where it is not a number that the code says. */
  readonly batchSize: number | null;
}

/** PyTorch's `DataLoader`s in the file that a model is trained on, as far as it can be followed. */
export function trainLoaders(flow: FlowFacts): TrainLoader[] {
  const loaders = flow.events.filter((event) => event.kind === "call" && LOADER.test(event.name));
  return loaders.flatMap((loader) => {
    if (loader.kind !== "call" || !isHere(loader.site) || isOpen(loader)) return [];
    const forwards = flow.events.filter((event) => event.kind === "forward" && learnsFrom(event, loader.id));
    return forwards.length > 0 ? [{ loader, forwards: forwards as ForwardEvent[], batchSize: sizeOf(loader) }] : [];
  });
}

/** How many examples the batches have that a forward call is given, as far as the code says; empty where it is not known. */
export function batchSizesOf(flow: FlowFacts, { arguments: given }: ForwardEvent): readonly (number | null)[] {
  const from = new Set(given.flatMap(({ value }) => tagsOf(value)));
  return flow.events.flatMap((event) =>
    event.kind === "call" && LOADER.test(event.name) && from.has(event.id)
      ? [event.arguments.some(({ name }) => name === "*" || name === "**") ? null : sizeOf(event)]
      : [],
  );
}

/** The model learns from batches of the same loader. */
export function isTrainedOn(flow: FlowFacts, { model, arguments: given }: ForwardEvent): boolean {
  const from = new Set(given.flatMap(({ value }) => tagsOf(value)));
  const loaders = flow.events.filter((event) => event.kind === "call" && from.has(event.id) && LOADER.test(event.name));
  return flow.events.some(
    (event) =>
      event.kind === "forward" &&
      wholeOf(flow.models, event.model) === wholeOf(flow.models, model) &&
      loaders.some(({ id }) => learnsFrom(event, id)),
  );
}

function learnsFrom(event: ForwardEvent, loader: number): boolean {
  const batches = event.arguments.some(({ value }) => tagsOf(value).includes(loader));
  return event.trains && batches && event.modes.some(({ mode }) => mode === "train");
}

/** There may be more arguments, or batches are put together by other code. */
function isOpen({ arguments: given }: CallEvent): boolean {
  return given.some(({ name }) => name === "*" || name === "**" || name === "collate_fn");
}

/** What `DataLoader(…, batch_size=…)` says; 1 where nothing does. */
function sizeOf({ arguments: given }: CallEvent): number | null {
  if (argument(given, "batch_sampler", 4)) return null;
  if (!argument(given, "batch_size", 1)) return 1;
  const size = literalArgument(given, "batch_size", 1);
  return typeof size === "number" ? size : null;
}

import type { FlowModel } from "../flow/flowFacts";
import { isHere } from "../flow/queries";
import type { Construction, ModelFacts, Operation } from "../model/facts";
import { normsOf, within } from "../model/queries";
import { sizeOf } from "../model/shape";

/** PyTorch's normalization layers of a model that this file makes of its own classes, or of layers at one place. */
export function normsOfModel(facts: ModelFacts, model: FlowModel): Construction[] {
  if (!isHere(model.site)) return [];
  const norms = normsOf(facts, "torch").filter(({ certain }) => certain);
  if (!model.class) return norms.filter((norm) => within(norm.place, model.site));
  const classes = classesIn(facts, model.class.of.name);
  return norms.filter((norm) => norm.within && classes.has(norm.within.name));
}

/** The class and those of the file that its layers are of. */
function classesIn(facts: ModelFacts, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const each of found) {
    for (const { within, own } of facts.constructions) if (own && within?.name === each) found.add(own);
  }
  return found;
}

/**
 * A batch norm of a model that has one value of each channel an example: after a linear layer, flattening or global
 * pooling. It cannot be trained on a single example. Null where no such is known in the file.
 */
export function batchNormOnVectors(facts: ModelFacts, model: FlowModel): Construction | null {
  const isOne = ({ spec, uses }: Construction) => /^(Sync)?BatchNorm/.test(spec!.name) && uses.some(isOnVectors);
  return normsOfModel(facts, model).find(isOne) ?? null;
}

function isOnVectors({ inputs, certain, spec }: Operation): boolean {
  const [input] = inputs;
  if (!certain || !input || inputs.length !== 1) return false;
  const { shape } = input;
  if (shape.rank === 2) return true;
  // What follows a linear layer has its features last; BatchNorm1d takes them there only from (N, C).
  if (shape.rank === null) return spec?.name === "BatchNorm1d" && shape.features === -1;
  const space = Array.from({ length: shape.rank - 2 }, (_, i) => sizeOf(shape, i + 2));
  return space.length > 0 && space.every((size) => size?.value === 1 && !size.byDefault);
}

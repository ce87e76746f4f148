import { isTrainerClass } from "./classKinds";
import { modelsIn, type Value } from "./values";
import type { World } from "./world";

/** The models that objects hold whose modes a framework sets, such as a `LightningModule`. */
export function trainedModels(values: readonly Value[], world: World): number[] {
  const trainers = values.flatMap(({ things }) =>
    things.flatMap((thing) => (thing.kind === "instance" && isTrainerClass(thing.of) ? [thing.id] : [])),
  );
  const attributes = trainers.flatMap((id) => [...(world.objects.get(id)?.values() ?? [])]);
  return [...new Set(attributes.flatMap((value) => modelsIn(value)))];
}

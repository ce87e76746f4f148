import { axisFacts } from "./axisFacts";
import type { Arguments } from "./callArguments";
import type { Layer } from "./layers";
import type { LayerFacts } from "./normFacts";
import { torchFacts } from "./torchFacts";

/** Works out a layer's facts from its arguments. */
export function layerFacts(layer: Layer, args: Arguments): LayerFacts {
  return layer.framework === "torch" ? torchFacts(layer, args) : axisFacts(layer, args);
}

import { serve } from "../serve";
import { type Ort, prepareOrt } from "./ort";
import { peer } from "./tensors";

const { module: ort, version } = peer<Ort>("onnxruntime-node");

void serve({ about: `onnxruntime-node ${version}, 1 thread` }, (task) => prepareOrt(ort, {}, task));

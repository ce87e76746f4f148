import { serve } from "../serve";
import { type Ort, prepareOrt } from "./ort";
import { peer } from "./tensors";

const { module: ort, version } = peer<Ort>("onnxruntime-web");
ort.env.wasm.numThreads = 1;

void serve({ about: `onnxruntime-web ${version}, WASM SIMD, 1 thread` }, (task) =>
  prepareOrt(ort, { executionProviders: ["wasm"] }, task),
);

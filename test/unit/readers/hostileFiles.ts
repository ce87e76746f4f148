import { hostileFlax } from "./flax/hostileFlax";
import { hostileGguf } from "./gguf/hostileGguf";
import { hostileHdf5 } from "./hdf5/hostileHdf5";
import type { HostileFile } from "./hostileFile";
import { hostileNpy } from "./numpy/hostileNpy";
import { hostileNpz } from "./numpy/hostileNpz";
import { hostileOnnx } from "./onnx/hostileOnnx";
import { hostileLegacyPytorch } from "./pytorch/hostileLegacyPytorch";
import { hostileIndexes, hostileSafetensors } from "./safetensors/hostileSafetensors";

/**
 * Hostile files, also for those who test what the whole product says about them. Most PyTorch ones are not among them:
 * `maliciousPytorch.test.ts` opens them all in one process.
 */
export const hostileFiles: readonly HostileFile[] = [
  ...hostileNpy,
  ...hostileNpz,
  ...hostileSafetensors,
  ...hostileIndexes,
  ...hostileHdf5,
  ...hostileLegacyPytorch,
  ...hostileOnnx,
  ...hostileGguf,
  ...hostileFlax,
];

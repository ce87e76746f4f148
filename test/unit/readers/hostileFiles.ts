import type { HostileFile } from "./hostileFile";
import { hostileFlax } from "./hostileFlax";
import { hostileGguf } from "./hostileGguf";
import { hostileHdf5 } from "./hostileHdf5";
import { hostileLegacyPytorch } from "./hostileLegacyPytorch";
import { hostileNpy } from "./hostileNpy";
import { hostileNpz } from "./hostileNpz";
import { hostileOnnx } from "./hostileOnnx";
import { hostileIndexes, hostileSafetensors } from "./hostileSafetensors";

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

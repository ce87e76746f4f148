import type { HostileFile } from "./hostileFile";
import { hostileFlax } from "./hostileFlax";
import { hostileGguf } from "./hostileGguf";
import { hostileHdf5 } from "./hostileHdf5";
import { hostileLegacyPytorch } from "./hostileLegacyPytorch";
import { hostileNpy } from "./hostileNpy";
import { hostileNpz } from "./hostileNpz";
import { hostileOnnx } from "./hostileOnnx";
import { hostilePickleCalls } from "./hostilePickleCalls";
import { hostilePickles } from "./hostilePickles";
import { hostilePytorch } from "./hostilePytorch";
import { hostileIndexes, hostileSafetensors } from "./hostileSafetensors";

/** Every hostile file, also for those who test what the whole product says about them. */
export const hostileFiles: readonly HostileFile[] = [
  ...hostileNpy,
  ...hostileNpz,
  ...hostileSafetensors,
  ...hostileIndexes,
  ...hostileHdf5,
  ...hostilePickleCalls,
  ...hostilePickles,
  ...hostilePytorch,
  ...hostileLegacyPytorch,
  ...hostileOnnx,
  ...hostileGguf,
  ...hostileFlax,
];

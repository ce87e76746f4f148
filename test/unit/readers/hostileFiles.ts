import type { HostileFile } from "./hostileFile";
import { hostileHdf5 } from "./hostileHdf5";
import { hostileNpy } from "./hostileNpy";
import { hostileNpz } from "./hostileNpz";
import { hostileIndexes, hostileSafetensors } from "./hostileSafetensors";

/** Every hostile file, also for those who test what the whole product says about them. */
export const hostileFiles: readonly HostileFile[] = [
  ...hostileNpy,
  ...hostileNpz,
  ...hostileSafetensors,
  ...hostileIndexes,
  ...hostileHdf5,
];

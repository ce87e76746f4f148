import type { HostileFile } from "./hostileFile";
import { hostileFlax } from "./hostileFlax";
import { hostileGguf } from "./hostileGguf";
import { hostileNpy } from "./hostileNpy";
import { hostileNpz } from "./hostileNpz";
import { hostileOnnx } from "./hostileOnnx";
import { hostileIndexes, hostileSafetensors } from "./hostileSafetensors";

/** Every hostile file, also for those who test what the whole product says about them. */
export const hostileFiles: readonly HostileFile[] = [
  ...hostileNpy,
  ...hostileNpz,
  ...hostileSafetensors,
  ...hostileIndexes,
  ...hostileOnnx,
  ...hostileGguf,
  ...hostileFlax,
];

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "./component";

const FOLDER = "test/fuzz/seeds";

/** Inputs that a component has failed on once, by its name: a folder of files whose names begin with what is wrong with them. */
export function seedsOf(component: string): readonly Input[] {
  const folder = join(FOLDER, component);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

import { topFrame } from "./frames";
import { type Home, one, type Value } from "./values";
import type { Walk } from "./walk";
import { emptyWorld } from "./world";

/**
 * What a qualified name stands for: a module of the workspace, something that one defines, or, for what is of no file
 * there, the name itself.
 */
export function imported(walk: Walk, qualified: string, from: Home): Value {
  const module = importedModule(walk, qualified, from);
  if (module) return one({ kind: "module", home: module });
  const at = qualified.lastIndexOf(".");
  const [of, name] = [qualified.slice(0, at), qualified.slice(at + 1)];
  // `from . import name` leaves the dots alone, which are part of the module's name.
  const parent = at < 0 ? null : importedModule(walk, /^\.*$/.test(of) ? `${of}.` : of, from);
  return parent?.names.get(name) ?? one({ kind: "foreign", name: qualified });
}

/** A module of the workspace, whose statements run when it is imported for the first time; null where there is none. */
export function importedModule(walk: Walk, name: string, from: Home): Home | null {
  const found = walk.files.find(name, from.file === "" ? walk.files.path : from.file);
  if (!found) return null;
  const known = walk.modules.get(found.path);
  if (known) return known;
  const home: Home = { file: found.path, module: name.replace(/^\.+/, ""), names: new Map() };
  if (walk.modules.size > MOST_MODULES) return home;
  walk.modules.set(found.path, home);
  const world = emptyWorld(home.names);
  const [end] = walk.execute(found.code.steps, topFrame(home, found.code), [world]);
  home.names = end?.names ?? home.names;
  return home;
}

const MOST_MODULES = 64;

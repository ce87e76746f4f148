import type { CodeFile } from "../flow/code";
import { definitionsIn } from "../flow/scripted";
import type { FilesAround } from "../flow/walk";
import { call } from "./call";
import { construct } from "./construct";
import { evaluate } from "./evaluate";
import { execute } from "./execute";
import { member } from "./member";
import { type Home, OPEN, one, type Possible } from "./possible";
import { frameOf, type Walk } from "./walk";

/** A walk through files of a workspace. */
export function newWalk(files: FilesAround): Walk {
  const codes = new Map<string, CodeFile>();
  const known = new Map<string, Possible>();
  const walk: Walk = {
    files,
    homes: new Map(),
    running: 0,
    lines: new Map(),
    later: new Map(),
    wanted: new Set(),
    made: [],
    stack: [],
    journal: [],
    total: MOST_STEPS_IN_ALL,
    allowed: 0,
    steps: 0,
    depth: 0,
    ids: 1,
    evaluate: (expression, frame) => evaluate(walk, expression, frame),
    execute: (steps, frame) => execute(walk, steps, frame),
    call: (callee, given, place, frame) => call(walk, callee, given, place, frame),
    member: (of, name, frame) => member(walk, of, name, frame),
    construct: (made) => construct(walk, made),
    nameOf: (home, name) => nameIn(walk, home, name, codes.get(home.file)),
    imported(qualified, from) {
      const key = `${from.file}\0${qualified}`;
      const before = known.get(key);
      if (before) return before;
      const found = imported(walk, qualified, from);
      // Modules that are still being run know more later.
      if (walk.running === 0) known.set(key, found);
      return found;
    },
    importedHome(module, from) {
      const found = LIBRARY.test(module) ? null : walk.files.find(module, from.file);
      if (!found) return null;
      codes.set(found.path, found.code);
      return homeOf(walk, found.path, found.code);
    },
  };
  return walk;
}

/** A second or two. */
const MOST_STEPS_IN_ALL = 1_000_000;

/** No workspace holds these. */
const LIBRARY = /^(torch|numpy|functools|copy|collections|typing|math|os|sys)(\.|$)/;

/** What a file's statements leave in its names; they run when somebody asks for the first time. */
export function homeOf(walk: Walk, path: string, code: CodeFile): Home {
  const known = walk.homes.get(path);
  if (known) return known;
  const home: Home = { file: path, names: new Map() };
  walk.homes.set(path, home);
  const [before, stack, depth] = [walk.steps, walk.stack.splice(0), walk.depth];
  walk.steps = Math.min(before, MOST_STEPS);
  walk.depth = 0;
  const [allowed, since] = [walk.steps, walk.journal.length];
  const frame = frameOf(home, home.names, { isFile: true });
  walk.running++;
  walk.execute(code.steps, frame);
  walk.running--;
  home.names = frame.env;
  walk.journal.length = since;
  walk.steps = before - (allowed - walk.steps);
  walk.stack.push(...stack);
  walk.depth = depth;
  return home;
}

const MOST_STEPS = 20_000;

function imported(walk: Walk, qualified: string, from: Home): Possible {
  const module = walk.importedHome(qualified, from);
  if (module) return one({ kind: "file", home: module });
  const at = qualified.lastIndexOf(".");
  const [of, name] = [qualified.slice(0, at), qualified.slice(at + 1)];
  // `from . import name` leaves the dots alone, which are part of the module's name.
  const parent = at < 0 ? null : walk.importedHome(/^\.*$/.test(of) ? `${of}.` : of, from);
  if (parent) return walk.nameOf(parent, name) ?? OPEN;
  return qualified.startsWith(".") ? OPEN : one({ kind: "foreign", name: qualified });
}

/** A name of a file; of one whose statements still run, what it defines further down, too. */
function nameIn(walk: Walk, home: Home, name: string, code: CodeFile | undefined): Possible | null {
  const found = home.names.get(name);
  if (found) return found;
  const definition = code && definitionsIn(code.steps).find((one) => one.name === name);
  if (definition && "methods" in definition) return one({ kind: "class", of: definition, home });
  if (definition) return one({ kind: "function", of: definition, home, closure: null, made: null, owner: null });
  const inner = home.file.endsWith("__init__.py") ? walk.importedHome(`.${name}`, home) : null;
  return inner && one({ kind: "file", home: inner });
}

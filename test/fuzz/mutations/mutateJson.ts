import type { Random } from "../../../src/engine/random";
import { type Bytes, utf8 } from "../../unit/readers/bytes";
import { changed, oneOf } from "../cases";
import { mutateBytes } from "./mutateBytes";

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    2,
    1e308,
    -1e308,
    1e-320,
    2 ** 31,
    2 ** 53,
    2 ** 60,
    "",
    "NaN",
    "Infinity",
    "-Infinity",
  ],
  ...[
    "x",
    "<img src=x>",
    "\u202eevil\n",
    "\u2028",
    "\ud800",
    `${"a".repeat(39)}😀`,
    "\u001b[2J",
    "y".repeat(100_000),
    "1",
    "__proto__",
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    [1, 2],
    [1, 2, 3],
    ["a"],
    { length: 3 },
    { version: 1 },
    { constructor: 1, toString: null },
  ],
];
const KEYS = ["__proto__", "constructor", "toString", "length", "", "version", "\u202e\n", "x"];

type Table = Record<string, unknown>;
type Change = (json: unknown, random: Random) => unknown;

const CHANGES: readonly Change[] = [
  (_, random) => oneOf(VALUES, random),
  (json, random) =>
    typeof json === "number"
      ? oneOf([-json, json + 1, json * 1e9, json / 3, String(json)], random)
      : oneOf(VALUES, random),
  (json) => [json],
  (json) => (Array.isArray(json) ? [...json, ...json] : json),
  (json) => (Array.isArray(json) ? json.slice(1) : json),
  (json) => (Array.isArray(json) ? json.slice(0, -1) : json),
  (json) => (Array.isArray(json) ? json.toReversed() : json),
  (json) => (Array.isArray(json) ? Object.fromEntries(json.entries()) : json),
  (json, random) => (isTable(json) ? without(json, random) : json),
  (json, random) => (isTable(json) ? withKey(json, oneOf(KEYS, random), oneOf(VALUES, random)) : json),
  (json, random) => (isTable(json) ? swapped(json, random) : json),
  (json, random) => (typeof json === "string" ? json.slice(random.below(json.length + 1)) : json),
  (json, random) => Array.from({ length: oneOf([50, 5_000], random) }).reduce((inner) => [inner], json),
];

/** JSON text with parts of it replaced, left out, doubled, exchanged or nested; now and then it is no JSON any more. */
export function mutateJson(bytes: Bytes, random: Random): Bytes {
  if (random.below(8) === 0) return mutateBytes(bytes, random);
  const json: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
  return utf8(written(changed(json, [changedInside], random)));
}

/** JSON that nests too deeply to be written is left as text that is no JSON. */
function written(json: unknown): string {
  try {
    return JSON.stringify(json) ?? "";
  } catch {
    return "[".repeat(5_000);
  }
}

/** Changes one part of it: each step inwards goes to one of the parts. */
function changedInside(json: unknown, random: Random): unknown {
  const keys = Array.isArray(json) ? [...json.keys()] : isTable(json) ? Object.keys(json) : [];
  if (keys.length === 0 || random.below(6) === 0) return oneOf(CHANGES, random)(json, random);
  const key = oneOf<string | number>(keys, random);
  if (Array.isArray(json)) return json.with(key as number, changedInside(json[key as number], random));
  return withKey(json as Table, key as string, changedInside((json as Table)[key], random));
}

function withKey(table: Table, key: string, value: unknown): Table {
  const entries = Object.entries(table).filter(([name]) => name !== key);
  return Object.fromEntries([...entries, [key, value]]);
}

function without(table: Table, random: Random): Table {
  const keys = Object.keys(table);
  const gone = keys.length > 0 ? oneOf(keys, random) : "";
  return Object.fromEntries(Object.entries(table).filter(([name]) => name !== gone));
}

function swapped(table: Table, random: Random): Table {
  const keys = Object.keys(table);
  if (keys.length === 0) return table;
  const [a, b] = [oneOf(keys, random), oneOf(keys, random)];
  return { ...table, [a]: table[b], [b]: table[a] };
}

function isTable(json: unknown): json is Table {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

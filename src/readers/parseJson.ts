/** JSON with objects as maps: keys keep their order, and none has a meaning of its own (`__proto__`). */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = ReadonlyMap<string, JsonValue>;

const MAX_DEPTH = 64;
const LONGEST_SHOWN = 20;

/**
 * Reads JSON (RFC 8259) in one pass. Unlike JSON.parse, throws for a repeated key instead of keeping the last, and for
 * more than 64 levels of nesting. Messages say the place.
 */
export function parseJson(text: string): JsonValue {
  let at = 0;
  const value = readValue(0);
  skipSpace();
  if (at < text.length) fail("the end");
  return value;

  function readValue(depth: number): JsonValue {
    skipSpace();
    if (depth > MAX_DEPTH) throw new Error(`more than ${MAX_DEPTH} levels of nesting at character ${at}`);
    const first = text[at];
    if (first === "{") return readObject(depth);
    if (first === "[") return readArray(depth);
    if (first === '"') return readString();
    return readWord();
  }

  function readObject(depth: number): JsonObject {
    const object = new Map<string, JsonValue>();
    at++;
    if (skips("}")) return object;
    do {
      skipSpace();
      const start = at;
      if (text[at] !== '"') fail("a string as key");
      const key = readString();
      if (object.has(key)) throw new Error(`key ${shorten(JSON.stringify(key))} twice, again at character ${start}`);
      if (!skips(":")) fail("':'");
      object.set(key, readValue(depth + 1));
    } while (skips(","));
    if (!skips("}")) fail("',' or '}'");
    return object;
  }

  function readArray(depth: number): readonly JsonValue[] {
    const array: JsonValue[] = [];
    at++;
    if (skips("]")) return array;
    do array.push(readValue(depth + 1));
    while (skips(","));
    if (!skips("]")) fail("',' or ']'");
    return array;
  }

  function readString(): string {
    const start = at;
    let plain = true;
    for (at++; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        plain = false;
        at++;
      }
      if (at >= text.length || code < 0x20) throw new Error(`a string without end at character ${start}`);
    }
    at++;
    if (plain) return text.slice(start + 1, at - 1);
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      throw new Error(`a string with a wrong escape at character ${start}`);
    }
  }

  function readWord(): number | boolean | null {
    const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? fail("a value");
    at += found.length;
    return JSON.parse(found) as number | boolean | null;
  }

  function skips(mark: string): boolean {
    skipSpace();
    const seen = text[at] === mark;
    if (seen) at++;
    return seen;
  }

  function skipSpace(): void {
    while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at++;
  }

  function fail(wanted: string): never {
    const found = at < text.length ? JSON.stringify(text.slice(at, at + LONGEST_SHOWN)) : "the end";
    throw new Error(`${found} where ${wanted} should be, at character ${at}`);
  }
}

function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

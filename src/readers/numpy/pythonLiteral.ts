/** A Python literal. Tuples and lists differ, because NumPy's headers tell shapes from dtypes by that. */
export type PythonValue = string | number | boolean | null | PythonSequence | ReadonlyMap<string, PythonValue>;

export interface PythonSequence {
  readonly kind: "tuple" | "list";
  readonly items: readonly PythonValue[];
}

const MAX_DEPTH = 32;
const LONGEST_SHOWN = 20;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/**
 * Reads the literals that NumPy writes into headers: dicts with string keys, tuples, lists, strings, integers (also
 * Python 2's `3L`), True, False, None. Nothing is executed.
 * Throws, with the place, for anything else, repeated keys and integers past 2^53.
 */
export function parsePythonLiteral(text: string): PythonValue {
  let at = 0;
  const value = readValue(0);
  skipSpace();
  if (at < text.length) fail("the end");
  return value;

  function readValue(depth: number): PythonValue {
    skipSpace();
    if (depth > MAX_DEPTH) throw new Error(`more than ${MAX_DEPTH} levels of brackets at character ${at}`);
    const first = text[at];
    if (first === "{") return readDict(depth);
    if (first === "(" || first === "[") return readSequence(depth);
    if (first === "'" || first === '"') return readString();
    return readWord();
  }

  function readDict(depth: number): ReadonlyMap<string, PythonValue> {
    const dict = new Map<string, PythonValue>();
    at++;
    while (!skips("}")) {
      skipSpace();
      const start = at;
      if (text[at] !== "'" && text[at] !== '"') fail("a string as key");
      const key = readString();
      if (dict.has(key)) throw new Error(`key '${key}' twice, again at character ${start}`);
      expect(":");
      dict.set(key, readValue(depth + 1));
      if (!skips(",") && !sees("}")) fail("',' or '}'");
    }
    return dict;
  }

  function readSequence(depth: number): PythonValue {
    const kind = text[at] === "(" ? "tuple" : "list";
    const close = kind === "tuple" ? ")" : "]";
    const items: PythonValue[] = [];
    let commas = 0;
    at++;
    while (!skips(close)) {
      items.push(readValue(depth + 1));
      if (skips(",")) commas++;
      else if (!sees(close)) fail(`',' or '${close}'`);
    }
    const isParenthesised = kind === "tuple" && items.length === 1 && commas === 0;
    return isParenthesised ? items[0]! : { kind, items };
  }

  function readString(): string {
    const quote = text[at]!;
    const start = at;
    let value = "";
    for (at++; text[at] !== quote; at++) {
      if (at >= text.length || text[at] === "\n") throw new Error(`a string without end at character ${start}`);
      if (text[at] === "\\") at++;
      value += text[at] ?? "";
    }
    at++;
    return value;
  }

  function readWord(): PythonValue {
    const word = /[+-]?\w+/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? "";
    const constant = CONSTANTS.get(found);
    if (constant === undefined && !/^[+-]?\d+L?$/.test(found)) fail("a value");
    const number = constant === undefined ? Number.parseInt(found, 10) : 0;
    if (!Number.isSafeInteger(number)) {
      throw new Error(`the integer ${found.slice(0, LONGEST_SHOWN)} past 2^53 at character ${at}`);
    }
    at += found.length;
    return constant === undefined ? number : constant;
  }

  function expect(mark: string): void {
    if (!skips(mark)) fail(`'${mark}'`);
  }

  function skips(mark: string): boolean {
    const seen = sees(mark);
    if (seen) at++;
    return seen;
  }

  function sees(mark: string): boolean {
    skipSpace();
    return text[at] === mark;
  }

  function skipSpace(): void {
    while (text[at] === " " || text[at] === "\n" || text[at] === "\t" || text[at] === "\r") at++;
  }

  function fail(wanted: string): never {
    const found = at < text.length ? JSON.stringify(text.slice(at, at + LONGEST_SHOWN)) : "the end";
    throw new Error(`${found} where ${wanted} should be, at character ${at}`);
  }
}

/** Turns untrusted JSON at a place (`report.layers[2].name`) into a value of a type, or throws in one line. */
export type Check<T> = (json: unknown, at: string) => T;

export function fail(at: string, fact: string): never {
  throw new Error(`${at}: ${fact}`);
}

export function object<T>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  return (json, at) => {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      fail(at, `expected an object, got ${kind(json)}`);
    const entries = Object.keys(fields).map((name) => {
      const value = Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
      return [name, fields[name as keyof T](value, `${at}.${name}`)];
    });
    return Object.fromEntries(entries) as T;
  };
}

export function arrayOf<T>(check: Check<T>): Check<T[]> {
  return (json, at) => list(json, at).map((item, i) => check(item, `${at}[${i}]`));
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (json, at) => (json === null ? null : check(json, at));
}

/** A field that older writers leave out. */
export function optional<T>(check: Check<T>, otherwise: T): Check<T> {
  return (json, at) => (json === undefined ? otherwise : check(json, at));
}

export function oneOf<T>(values: readonly T[]): Check<T> {
  return (json, at) => {
    if (!values.includes(json as T)) fail(at, `expected ${values.join(" or ")}, got ${kind(json)}`);
    return json as T;
  };
}

export const text: Check<string> = (json, at) =>
  typeof json === "string" ? json : fail(at, `expected text, got ${kind(json)}`);

const NON_FINITE = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

export const number: Check<number> = (json, at) => {
  if (typeof json === "number") return json;
  return NON_FINITE.get(json as string) ?? fail(at, `expected a number, got ${kind(json)}`);
};

/** A whole number that is not negative. */
export const wholeNumber: Check<number> = (json, at) =>
  Number.isSafeInteger(json) && (json as number) >= 0
    ? (json as number)
    : fail(at, `expected a whole number, got ${kind(json)}`);

export const numbers: Check<Float64Array> = (json, at) =>
  json instanceof Float64Array ? json : Float64Array.from(list(json, at), (item, i) => number(item, `${at}[${i}]`));

export const pair: Check<[number, number]> = (json, at) => {
  const [first, second, ...rest] = list(json, at);
  if (rest.length > 0) fail(at, `expected 2 numbers, got ${rest.length + 2}`);
  return [number(first, `${at}[0]`), number(second, `${at}[1]`)];
};

function list(json: unknown, at: string): readonly unknown[] {
  return Array.isArray(json) ? json : fail(at, `expected an array, got ${kind(json)}`);
}

/** A text from outside, short and in one line. */
function safe(text: string): string {
  return text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, "\ufffd");
}

const LONGEST = 40;

/** Parses text of which an error must not repeat any: it is from outside. @throws in one line */
export function parseText(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail(at, "is no JSON");
  }
}

/** Refuses another version than this one. @param what says it: "the report" */
export function expectVersion(json: unknown, expected: number, what: string): void {
  const version = (json as { readonly version?: unknown } | null)?.version;
  if (version === expected) return;
  const isPlain = typeof version === "number" || typeof version === "string";
  const said = version === undefined ? "no version" : isPlain ? `version ${safe(String(version))}` : kind(version);
  throw new Error(`${what} says ${said}, but this Normscope reads version ${expected}`);
}

function kind(json: unknown): string {
  if (typeof json === "string") return `"${safe(json)}"`;
  if (json === null || typeof json !== "object") return String(json);
  return Array.isArray(json) ? "an array" : "an object";
}

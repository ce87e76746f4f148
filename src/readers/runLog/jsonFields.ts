/** Reads the keys of a JSON object from outside; every error is one line that begins with `place`. */
export interface JsonFields {
  readonly place: string;
  text(key: string): string;
  flag(key: string): boolean;
  number(key: string): number;
  integer(key: string): number;
  /** Not negative, exact. */
  whole(key: string): number;
  oneOf<T extends string>(key: string, values: readonly T[]): T;
  list(key: string): readonly unknown[];
  wholes(key: string): readonly number[];
  /** Null where the key is null or left out. */
  optional<T>(key: string, read: (key: string) => T): T | null;
}

/** @throws where `json` is no object */
export function jsonFields(json: unknown, place: string): JsonFields {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    fail(place, `${kindOf(json)} where an object should be`);
  const fieldOf = (key: string): unknown =>
    Object.hasOwn(json, key) ? (json as Record<string, unknown>)[key] : undefined;
  const checked = <T>(key: string, holds: (value: unknown) => boolean, wanted: string): T => {
    const value = fieldOf(key);
    return holds(value) ? (value as T) : fail(place, `"${key}" is ${kindOf(value)}, but must be ${wanted}`);
  };
  const list = (key: string) => checked<readonly unknown[]>(key, Array.isArray, "a list");
  return {
    place,
    text: (key) => checked(key, (value) => typeof value === "string", "text"),
    flag: (key) => checked(key, (value) => typeof value === "boolean", "true or false"),
    number: (key) => checked(key, Number.isFinite, "a number"),
    integer: (key) => checked(key, Number.isSafeInteger, "a whole number"),
    whole: (key) => checked(key, isWhole, "a whole number from 0 on"),
    oneOf: (key, values) => checked(key, (value) => values.some((one) => one === value), values.join(" or ")),
    list,
    wholes(key) {
      const values = list(key);
      if (!values.every(isWhole)) fail(place, `"${key}" holds something other than whole numbers from 0 on`);
      return values as readonly number[];
    },
    optional: (key, read) => (fieldOf(key) === undefined || fieldOf(key) === null ? null : read(key)),
  };
}

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function fail(place: string, fact: string): never {
  throw new Error(`${place}: ${fact}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "left out";
  if (typeof value === "string") return "text";
  if (value === null || typeof value !== "object") return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

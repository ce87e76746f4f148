/** A number as Python has it: a float may be whole, and is none that a size can be. */
export interface PythonNumber {
  readonly value: number;
  readonly integer: boolean;
}

/** `a operator b` in Python; null where the operator is none of arithmetic's. */
export function compute(operator: string, a: PythonNumber, b: PythonNumber): PythonNumber | null {
  const operation = OPERATIONS.get(operator);
  if (!operation) return null;
  const integer = a.integer && b.integer && operator !== "/" && !(operator === "**" && b.value < 0);
  return { value: operation(a.value, b.value), integer };
}

const OPERATIONS: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
  ["//", (a, b) => Math.floor(a / b)],
  ["%", (a, b) => a - b * Math.floor(a / b)],
  ["**", (a, b) => a ** b],
]);

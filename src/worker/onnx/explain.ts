import { quoteName } from "../../readers/quoteName";

/** What ONNX Runtime says, and what it means. */
const MEANINGS: readonly (readonly [pattern: RegExp, (found: readonly string[]) => string])[] = [
  [
    /Could not find an implementation for ([^\s(]+)\((\d+)\) node with name '([^']*)'/,
    ([, operator, version, node]) =>
      `the operator ${operator} of version ${version}, which node '${quoteName(node ?? "")}' needs, is not available`,
  ],
  [
    /(?:Fatal error|ShapeInferenceError|.*): ?([\w.]*):(\w+)\((-?\d+)\) is not a registered function\/op/,
    ([, domain, operator]) => `the operator ${operator}${domain ? ` of ${domain}` : ""} is not available`,
  ],
  [
    /No Op registered for (\w+) with domain_version of (\d+)/,
    ([, operator, version]) => `the operator ${operator} is not available in opset ${version}`,
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    ([, version, most]) => `the model's IR version is ${version}, but at most ${most} is read`,
  ],
  [
    /bad_alloc|out of memory|memory access out of bounds|Aborted\(|Array buffer allocation failed|failed to allocate|Maximum call stack/i,
    () => "its memory of 4 GiB does not suffice: fewer examples at a time, or a smaller model, may do",
  ],
];

const LONGEST = 300;

/** An error of ONNX Runtime in one line that names the model. */
export function explained(error: unknown, label: string, runtime: string): Error {
  const says = typeof error === "number" ? "Aborted()" : error instanceof Error ? error.message : String(error);
  for (const [pattern, meaning] of MEANINGS) {
    const found = pattern.exec(says);
    if (found) return new Error(`${label}: ${runtime}: ${meaning(found)}`);
  }
  const plain = says
    .replace(/^.*ERROR_MESSAGE:\s*/s, "")
    .replace(/\s+/g, " ")
    .trim();
  return new Error(`${label}: ${runtime}: ${quoteName(plain, LONGEST)}`);
}

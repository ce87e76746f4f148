import { DtypeLostError } from "../../src/readers/dtypeLostError";
import type { Outcome } from "./component";

/** What the runtime says where the product has made a mistake, also where an own message passes it on. */
const INTERNAL =
  /Cannot (read|set|convert|destructure|mix|access)|is not (a function|iterable|defined|a constructor|an object)|Maximum call stack|Invalid (array|string|typed|count|DataView|time)|of undefined|undefined is|\[object |out of (bounds|memory)|[Aa]rray buffer allocation|unreachable|table index|null function|WebAssembly|RuntimeError|TypeError|RangeError|[Oo]ffset is outside|JSON at position|not valid JSON/;
const LONGEST = 700;

/**
 * Runs what may refuse its input with an error of the product's own: one plain line, that begins with `start`.
 *
 * @throws anything else
 */
export async function toldOr(run: () => unknown, start = ""): Promise<Outcome> {
  try {
    await run();
    return "read";
  } catch (error) {
    holdMessage(error, start);
    return "told";
  }
}

function holdMessage(error: unknown, start: string): void {
  if (!(error instanceof Error) || (error.constructor !== Error && !(error instanceof DtypeLostError))) throw error;
  const { message } = error;
  if (INTERNAL.test(message)) throw error;
  holdLine(message);
  if (!message.startsWith(start)) throw violation(`a message does not begin with ${start}`, message);
}

/** @throws where a text is not one plain line */
export function holdLine(text: string): void {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) throw violation("a message holds raw characters", text);
  if (text.length === 0 || text.length > LONGEST)
    throw violation(`a message has ${text.length} characters`, text.slice(0, 300));
}

/** @throws where something does not hold that always has to */
export function hold(holds: boolean, what: string, of: unknown = ""): asserts holds {
  if (!holds) throw violation(what, of);
}

/** An error that cannot be taken for one of the product's own. */
class Violation extends Error {
  override readonly name = "Violation";
}

function violation(what: string, of: unknown): Violation {
  return new Violation(`${what}: ${JSON.stringify(of)?.slice(0, 1000)}`);
}

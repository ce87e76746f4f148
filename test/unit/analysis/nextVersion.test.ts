import assert from "node:assert/strict";
import fc from "fast-check";
import { placeFacts } from "../../../src/analysis/advice/placeFacts";
import { offersAt } from "../../../src/analysis/assists/assists";
import { checkParsed } from "../../../src/analysis/checking/checkSource";
import { flowOf, wholeFlowOf } from "../../../src/analysis/flow/flowOf";
import { modelFacts } from "../../../src/analysis/model/modelFacts";
import { classNotes } from "../../../src/analysis/notes/classNotes";
import { loopNotes } from "../../../src/analysis/notes/loopNotes";
import { momentumNotes } from "../../../src/analysis/notes/momentumNotes";
import type { ParsedPython, PythonParser } from "../../../src/analysis/parse";
import { pythonParser } from "./pythonParser";
import { allCases } from "./rules/readCases";

/** Three cases of a rule one after the other, of all rules. */
const FILES = [...allCases().values()].flatMap((text) => {
  const [head, ...cases] = text.split(/^(?=# --- )/m);
  const starts = cases.map((_, i) => i).filter((i) => i % 3 === 0);
  return starts.map((i) => `${head}${cases.slice(i, i + 3).join("\n")}`);
});

/** Python that somebody types, key by key. */
const LINES = [
  "self.extra = nn.BatchNorm2d(64, eps=1e-5)",
  "x = self.norm(x)",
  "model.eval()",
  "def added(model, x):",
  "class Added(nn.Module):",
  "if x is None:",
  "@torch.no_grad()",
  "for x in loader:",
  "values = [lambda x: (x",
  '"""',
  "# normscope: ignore",
  "",
];

/** What is done to a text at a line of it, the line's indentation kept: the versions that it goes through. */
type Edit = readonly [kind: "type" | "delete" | "indent" | "dedent" | "double" | "undo", at: number, line: string];
const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom("type", "delete", "indent", "dedent", "double", "undo"),
  fc.nat(400),
  fc.constantFrom(...LINES),
);

describe("a text that is changed again and again", function () {
  this.timeout(240_000);
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  it("tells of no version what becomes another one's", () => {
    for (const text of FILES) {
      const file = parser.parse(text)!;
      assert.doesNotMatch(written(toldOf(file)), /"children":/, text);
      file.dispose();
    }
  });

  it("is read as deeply as a text that is read for the first time", () => {
    const lines = nested(20).split("\n");
    let last = parser.parse(lines.join("\n"))!;
    for (const line of [4, 4, 4, 4]) {
      knownOf(last);
      lines.splice(line, 1);
      last = parser.parse(lines.join("\n"), last)!;
      const alone = parser.parse(lines.join("\n"))!;
      assert.equal(knownOf(last), knownOf(alone));
      alone.dispose();
    }
    last.dispose();
  });

  it("is known, at each version, as if it had been read for the first time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.array(edit, { minLength: 1, maxLength: 8 }), (text, edits) => {
        let last = parser.parse(text)!;
        let told = toldOf(last);
        for (const version of versionsOf(text, edits)) {
          const before = written(told);
          last = parser.parse(version, last)!;
          assert.equal(written(told), before, "what was told of the last version is as it was");
          told = toldOf(last);
          const alone = parser.parse(version)!;
          assert.equal(knownOf(last), knownOf(alone), version);
          alone.dispose();
        }
        last.dispose();
      }),
      { numRuns: 50 },
    );
  });
});

/** Functions under so many conditions, each of which nests some more before it does something. */
function nested(around: number): string {
  const under = (conditions: number, indent: number) =>
    Array.from({ length: conditions }, (_, i) => `${" ".repeat(indent + i)}if model.x[${i}]:`);
  const functions = Array.from({ length: 24 }, (_, n) => [
    `${" ".repeat(around)}def f${n}(model):`,
    ...under(20 + n, around + 1),
    `${" ".repeat(around + 21 + n)}model.eval()`,
  ]);
  return ["import torch", ...under(around, 0), ...functions.flat(), ""].join("\n");
}

function* versionsOf(text: string, edits: readonly Edit[]): Generator<string> {
  const before = [text];
  for (const [kind, at, line] of edits) {
    const lines = before.at(-1)!.split("\n");
    const n = at % lines.length;
    const indentation = /^ */.exec(lines[n]!)![0];
    const put = (...now: readonly string[]) => [...lines.slice(0, n), ...now, ...lines.slice(n + 1)].join("\n");
    const versions = {
      type: () => [3, 8, line.length].map((length) => put(indentation + line.slice(0, length), lines[n]!)),
      delete: () => [put()],
      indent: () => [put(`    ${lines[n]}`)],
      dedent: () => [put(lines[n]!.replace(/^ {4}/, ""))],
      double: () => [put(lines[n]!, lines[n]!)],
      undo: () => [before.at(-2) ?? text],
    }[kind]();
    before.push(...versions);
    yield* versions;
  }
}

/** What outlives the version that it is told of: the editor shows it while the next one is written. */
function toldOf(file: ParsedPython) {
  const facts = modelFacts(file);
  const offers = facts.constructions.flatMap(({ place }) => offersAt(facts, place));
  const advice = facts.constructions.slice(0, 4).map(({ place }) => placeFacts(facts, place.start));
  return [checkParsed(file), classNotes(facts), loopNotes(facts), momentumNotes(facts), offers, advice];
}

/** All that is known of a version. */
function knownOf(file: ParsedPython): string {
  const facts = modelFacts(file);
  return written([facts, flowOf(facts), wholeFlowOf(facts), toldOf(file)]);
}

/** Whatever a value holds, in one text: each object once, under a number. */
function written(value: unknown): string {
  const numbers = new Map<object, number>();
  const named = (part: unknown): string => {
    if (typeof part === "function") return "a function";
    if (typeof part !== "object" || part === null) return JSON.stringify(part) ?? "undefined";
    if (!numbers.has(part)) numbers.set(part, numbers.size);
    return `#${numbers.get(part)}`;
  };
  named({ value });
  const lines: string[] = [];
  // A map is gone on with while it grows.
  for (const [part, number] of numbers) {
    const entries = part instanceof Map ? [...part] : part instanceof Set ? [...part.entries()] : Object.entries(part);
    lines.push(`#${number} ${entries.map(([key, one]) => `${named(key)}: ${named(one)}`).join(", ")}`);
  }
  return lines.join("\n");
}

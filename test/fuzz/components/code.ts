import assert from "node:assert/strict";
import { placeFacts } from "../../../src/analysis/advice/placeFacts";
import { offersAt } from "../../../src/analysis/assists/assists";
import { checkParsed } from "../../../src/analysis/checking/checkSource";
import { fixSource } from "../../../src/analysis/checking/fixSource";
import type { CodeFile } from "../../../src/analysis/flow/code";
import { flowOf } from "../../../src/analysis/flow/flowOf";
import { readCode } from "../../../src/analysis/flow/readCode";
import { hoverAt } from "../../../src/analysis/hoverAt";
import { hoverMarkdown } from "../../../src/analysis/hoverMarkdown";
import type { ModelFacts } from "../../../src/analysis/model/facts";
import { modelFacts } from "../../../src/analysis/model/modelFacts";
import { classNotes } from "../../../src/analysis/notes/classNotes";
import { loopNotes } from "../../../src/analysis/notes/loopNotes";
import { momentumNotes } from "../../../src/analysis/notes/momentumNotes";
import type { ParsedPython, PythonParser } from "../../../src/analysis/parse";
import { matchPaths } from "../../../src/analysis/places/matchPaths";
import type { CodeFinding, Edit } from "../../../src/analysis/rules/codeRule";
import { packCode, unpackCode } from "../../../src/check/packCode";
import { pythonParser } from "../../unit/analysis/pythonParser";
import type { Component, Outcome } from "../component";
import { mutateText } from "../mutations/mutateText";
import { bytesOf, textOf } from "../sampleFiles";
import { hold, holdLine } from "../told";
import { pythonSamples } from "./pythonSamples";

const LONGEST_MESSAGE = 120;
/** Of a short text, names and places that hovers are asked for, and calls that assists are: each follows the whole code. */
const [HOVERS, CALLS] = [24, 12];
/** Of longer texts, as many as take together about as long. */
const CHARACTERS = 6_000;
const fewer = (most: number, { length }: string) => Math.max(2, Math.min(most, Math.floor(CHARACTERS / length)));
const PATHS = ["bn1", "layer1.0.bn2", "norm", "encoder.layers.0.norm1", "net.1", "blocks.3.attn.norm", ""];

/** Python through everything that is told of it and done to it. */
export const code: Component = {
  name: "code",
  samples: async () => pythonSamples().map((text) => ({ name: "x.py", bytes: bytesOf(text) })),
  mutate(sample, samples, random) {
    const others = [samples[random.below(samples.length)]!, samples[random.below(samples.length)]!];
    return bytesOf(
      mutateText(
        textOf(sample.bytes),
        others.map(({ bytes }) => textOf(bytes)),
        random,
      ),
    );
  },
  run: async ({ bytes }) => readPython(textOf(bytes), await pythonParser()),
};

function readPython(text: string, parser: PythonParser): Outcome {
  const file = parser.parse(text);
  if (!file) return "told";
  const facts = modelFacts(file);
  flowOf(facts);
  const findings = checkParsed(file, undefined, facts);
  const isWhole = !file.tree.rootNode.hasError;
  holdFindings(text, findings);
  holdHovers(file);
  const edits = [...findings.flatMap(({ fixes }) => fixes.map((fix) => fix.edits)), ...assistsOf(facts, text)];
  classNotes(facts);
  loopNotes(facts);
  momentumNotes(facts);
  const read = readCode(file.syntax, file.text);
  assert.deepEqual(plain(unpackCode(packCode(read))), plain(read));
  const modules = PATHS.map((path) => ({ path, type: null, features: null }));
  hold(
    matchPaths([{ path: "x.py", code: read, version: "1" }], modules).places.length === modules.length,
    "places are missing",
  );
  file.dispose();
  if (isWhole) holdEdits(text, edits, parser);
  return isWhole ? "read" : "told";
}

/** With every function's body, in whatever order its parts come. */
function plain(code: CodeFile): unknown {
  return JSON.parse(JSON.stringify(code));
}

function holdFindings(text: string, findings: readonly CodeFinding[]): void {
  for (const { message, range, related, fixes } of findings) {
    holdLine(message);
    hold(message.length <= LONGEST_MESSAGE, "a long message", message);
    const places = [
      range,
      ...related.map((one) => one.range),
      ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.range)),
    ];
    for (const { start, end } of places)
      hold(0 <= start && start <= end && end <= text.length, "a place outside", [start, end, text.length]);
    for (const { title } of fixes) holdLine(title);
  }
}

function holdHovers(file: ParsedPython): void {
  const { text } = file;
  const names = [...text.matchAll(/\w*(?:Norm|normalization|eval|train|Sequential|Module|standardize)\w*/g)].map(
    ({ index }) => index + 1,
  );
  const count = fewer(HOVERS, text);
  const spread = Array.from({ length: count }, (_, i) => Math.floor((i * text.length) / count));
  for (const offset of [-1, ...names.slice(0, count), ...spread, text.length, text.length + 1]) {
    const hover = hoverAt(file, offset);
    if (!hover) continue;
    hold(0 <= hover.start && hover.start <= hover.end && hover.end <= text.length, "a hover outside", hover);
    hold(
      !/[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n]/u.test(hoverMarkdown(hover)),
      "raw characters in a hover",
      hoverMarkdown(hover),
    );
  }
}

function assistsOf(facts: ModelFacts, text: string): readonly (readonly Edit[])[] {
  const places = facts.constructions.slice(0, fewer(CALLS, text)).map(({ place }) => place);
  for (const { start } of places) placeFacts(facts, start);
  const offers = [...places, { start: 0, end: text.length }].flatMap((place) => offersAt(facts, place));
  for (const { offer } of offers) holdLine(offer.title);
  return offers.map(({ offer }) => offer.edits);
}

/** Whatever is offered leaves code that parses as well as before, and so do all safe fixes together. */
function holdEdits(text: string, all: readonly (readonly Edit[])[], parser: PythonParser): void {
  for (const edits of all) {
    const after = applied(text, edits);
    hold(parser.accepts(after), "an edit leaves code that does not parse", edits);
  }
  const fixed = fixSource(text, parser);
  hold(fixed === null || fixed.text === text || parser.accepts(fixed.text), "fixes leave code that does not parse");
}

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start || b.range.end - a.range.end)
    .reduce((now, { range, text: put }) => now.slice(0, range.start) + put + now.slice(range.end), text);
}

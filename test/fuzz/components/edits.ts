import { checkParsed } from "../../../src/analysis/checking/checkSource";
import { modelFacts } from "../../../src/analysis/model/modelFacts";
import type { ParsedPython, PythonParser } from "../../../src/analysis/parse";
import { pythonParser } from "../../unit/analysis/pythonParser";
import type { Component } from "../component";
import { LONGEST, mutateText } from "../mutations/mutateText";
import { bytesOf, textOf } from "../sampleFiles";
import { hold } from "../told";
import { pythonSamples } from "./pythonSamples";

/** Stands between the versions of a text. */
const NEXT = "\n# ---- next version\n";
const MOST_VERSIONS = 6;
/** Of most versions, which are read twice each. */
const USUALLY = 8_000;

/** A text that is changed again and again: each version is known as if it had been read for the first time. */
export const edits: Component = {
  name: "edits",
  samples: async () => pythonSamples().map((text) => ({ name: "versions.py", bytes: bytesOf(text) })),
  mutate(sample, samples, random) {
    const versions = [textOf(sample.bytes)];
    const count = 2 + random.below(MOST_VERSIONS - 1);
    const longest = random.below(16) === 0 ? LONGEST : USUALLY;
    while (versions.length < count) {
      const others = [textOf(samples[random.below(samples.length)]!.bytes)];
      const from = random.below(4) === 0 ? versions[0]! : versions.at(-1)!;
      versions.push(mutateText(from, others, random, longest));
    }
    return bytesOf(versions.join(NEXT));
  },
  async run({ bytes }) {
    const parser = await pythonParser();
    let last: ParsedPython | null = null;
    for (const version of textOf(bytes).split(NEXT)) {
      last = parser.parse(version, last);
      if (!last) return "told";
      hold(
        knownOf(last) === knownAlone(version, parser),
        "a version is known otherwise than if read for the first time",
      );
    }
    last?.dispose();
    return "read";
  },
};

function knownAlone(text: string, parser: PythonParser): string | null {
  const file = parser.parse(text);
  const known = file && knownOf(file);
  file?.dispose();
  return known;
}

function knownOf(file: ParsedPython): string {
  const facts = modelFacts(file);
  const { constructions } = facts;
  return JSON.stringify([checkParsed(file, undefined, facts), constructions.map(({ place }) => place)]);
}

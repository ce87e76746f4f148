import assert from "node:assert/strict";
import { escapeText, pieceMarkdown } from "../../src/analysis/hoverMarkdown";
import type { Checked } from "../../src/check/checked";
import { checkSarif } from "../../src/check/checkSarif";
import { checkGithub } from "../../src/cli/check/checkGithub";
import { checkJson } from "../../src/cli/check/checkJson";
import { checkText } from "../../src/cli/check/checkText";
import { normsText } from "../../src/cli/normsText";
import { printable } from "../../src/cli/print";
import { reportText } from "../../src/cli/reportText";
import { reportTable } from "../../src/host/editor/reportTable";
import { measuredLine, measuredMarkdown } from "../../src/host/measured/measuredText";
import { placedModules } from "../../src/host/measured/placedModules";
import { labelText, markdownText, messageText, oneLine, shortLine } from "../../src/host/safeText";
import { reportToJson } from "../../src/protocol/reportJson";
import { quoteName, quoteReason } from "../../src/readers/quoteName";
import { csv } from "../../src/ui/editor/csv";
import { cleanName, plotText, shortName } from "../../src/ui/figures/safeText";
import { at, ONE_OF_EACH } from "./check/oneOfEach";
import { HOSTILE_TEXTS, UNSEEN } from "./hostileTexts";
import { layer, norm, normReport, report } from "./ui/samples";

/** What a place does with text, and what must not come out of it. */
interface Surface {
  readonly make: (text: string) => string;
  readonly never: RegExp;
  /** Of characters; left out where the whole is to be read there. */
  readonly longest?: number;
}

const LINE = UNSEEN;
/** Marks that reach into the lines above and below, too. */
const READABLE = new RegExp(`${UNSEEN.source}|\\p{M}{5}`, "u");
/** Several lines, and nothing else that is unseen. */
const LINES = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Markup that is live: what is escaped is taken out before. */
const MARKDOWN = /[[\]<`*~$]|https?:|www\.|\w@/;

const SURFACES: Readonly<Record<string, Surface>> = {
  "a name in a page": { make: (text) => shortName(text), never: READABLE, longest: 60 },
  "a name in a page's tooltips and labels": { make: cleanName, never: READABLE, longest: 1000 },
  "a name in a figure": { make: (text) => plotText(text), never: /[<>\p{Cc}\p{Cf}\p{Cs}]|\p{M}{5}/u, longest: 300 },
  "a name in an error": { make: (text) => quoteName(text), never: LINE, longest: 80 },
  "a foreign error": { make: (text) => quoteReason(new Error(text)), never: LINE, longest: 160 },
  "an item of a view": { make: (text) => shortLine(text), never: LINE, longest: 60 },
  "a line of a view": { make: oneLine, never: READABLE },
  "a notification or a prompt": {
    make: messageText,
    never: /\]\(|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
    longest: 300,
  },
  "a choice, a lens or a status": {
    make: labelText,
    never: /(?<!\\)\$\(|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
    longest: 120,
  },
  "a line above code": { make: lens, never: LINE, longest: 80 },
  "Markdown in a view": { make: (text) => live(markdownText(text)), never: MARKDOWN },
  "a hover's prose": { make: (text) => live(`x${escapeText(text)}`), never: MARKDOWN },
  "a hover's code": {
    make: (text) => pieceMarkdown({ code: text }),
    never: /[|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|.`./u,
    longest: 2002,
  },
  "a hover of measurements": {
    make: (text) => live(measured(text)),
    never: /<|!\[|\]\(https|https:|`|\$\((?!warning)/,
  },
  "findings in a terminal": { make: (text) => printable(checkText(checkedWith(text))), never: LINES },
  "findings in a log of GitHub's": {
    make: (text) => printable(checkGithub(checkedWith(text))),
    never: /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\n(?!::(error|warning|notice) file=)|%(?!25|0A|0D|3A|2C)/u,
  },
  "findings as JSON": { make: (text) => printable(checkJson(checkedWith(text))), never: LINES },
  "findings as SARIF": { make: (text) => printable(checkSarif(checkedWith(text))), never: LINES },
  "a report in a terminal": { make: (text) => printable(reportText(reportWith(text))), never: LINES },
  "norms in a terminal": { make: (text) => printable(normsText(normsWith(text))), never: LINES },
  "a report as JSON": { make: (text) => printable(reportToJson(reportWith(text))), never: LINES },
  "a table for other notebooks": {
    make: (text) => reportTable(reportToJson(reportWith(text))).html,
    never: /<(?!\/?(p|ul|li|table|thead|tbody|tr|th|td)>)|[\p{Cc}\p{Cf}\p{Cs}]/u,
  },
  "a cell of CSV": {
    make: (text) => csv([], [[text]]).slice(2, -2),
    never: /^"?[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[^"]*[\r\n]/u,
  },
};

describe("hostile texts", () => {
  for (const [surface, { make, never, longest }] of Object.entries(SURFACES)) {
    it(`are text in ${surface}`, () => {
      const bad = Object.entries(HOSTILE_TEXTS).flatMap(([what, text]) => {
        const made = make(text);
        const found = never.exec(made);
        if (found) return [`${what}: ${JSON.stringify(made.slice(Math.max(0, found.index - 30), found.index + 30))}`];
        if (longest !== undefined && Array.from(made).length > longest) return [`${what}: ${made.length} long`];
        return made.trim() === "" ? [`${what}: nothing is left`] : [];
      });
      assert.deepEqual(bad, []);
    });
  }

  it("stay the same data in JSON, whatever is written as an escape", () => {
    for (const text of Object.values(HOSTILE_TEXTS))
      assert.deepEqual(
        JSON.parse(printable(JSON.stringify({ [text]: text }))),
        JSON.parse(JSON.stringify({ [text]: text })),
      );
  });

  it("can be told apart from names without what is unseen", () => {
    for (const make of [cleanName, shortName, oneLine, quoteName, printable])
      assert.notEqual(make("bn\u200b1"), make("bn1"));
  });
});

/** Markdown without what is escaped in it. */
function live(markdown: string): string {
  assert.doesNotMatch(markdown, LINES);
  return markdown.replace(/\\[!-/:-@[-`{-~]/g, "");
}

function checkedWith(text: string): Checked {
  const [file] = ONE_OF_EACH.files;
  const [finding] = file!.findings;
  const hostile = {
    ...finding!,
    message: text,
    line: text,
    at: at(1, 1, 1, 2),
    related: [{ path: text, at: at(1, 1, 1, 2), message: text }],
  };
  return {
    ...ONE_OF_EACH,
    files: [{ ...file!, path: text, findings: [hostile] }],
    notes: [{ path: text, message: text }],
  };
}

function reportWith(text: string) {
  const finding = { code: "NRM901", severity: "warning", message: text } as const;
  const hostile = layer({ name: text, run: text, dtype: text as "float32", findings: [finding] });
  return { ...report([hostile]), source: { kind: "file" as const, name: text }, findings: [finding] };
}

function normsWith(text: string) {
  const finding = { code: "NRM901", severity: "warning", message: text } as const;
  return { ...normReport([norm({ name: text, findings: [finding] })]), findings: [finding] };
}

function placed(text: string) {
  const found = {
    path: text,
    name: text,
    type: text,
    features: 1,
    steps: 9,
    step: 80,
    distance: 0.3,
    varianceRatio: 1.2,
  };
  const layers = [
    { ...found, gaps: null, findings: [{ code: "NRM920", severity: "warning" as const, message: text }] },
  ];
  const place = {
    kind: "exact",
    at: { file: "m.py", start: [1, 8], end: [1, 20] },
    inside: null,
    suppressed: [],
  } as const;
  return placedModules({ layers }, { places: [place] }).get("m.py")![0]!;
}

function lens(text: string): string {
  return measuredLine(placed(text))!;
}

function measured(text: string): string {
  const run = {
    kind: "run",
    name: text,
    written: 0,
    step: 80,
    state: "exception",
    complete: false,
    layers: [],
    leftOut: 0,
  } as const;
  const links = [{ label: "Show in panel", command: "normscope.showMeasured", argument: text }];
  return measuredMarkdown(placed(text), run, { title: text, now: 0, stale: true, picture: null, links });
}

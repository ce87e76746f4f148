import { isAbsolute } from "node:path";
import { fixLabel } from "../analysis/rules/fixLabel";
import type { Checked } from "./checked";
import type { PlacedFinding, PlacedFix, Region } from "./checkedFile";
import { codeTexts } from "./codeTexts";
import { fileAddress } from "./fileAddress";

/**
 * Findings as SARIF 2.1.0 (OASIS), as GitHub's code scanning and other viewers read them. Lines of a notebook are those
 * of the cell, which stands in the message and in `logicalLocations`.
 */
export function checkSarif({ files, notes }: Checked): string {
  const found = new Set(files.flatMap(({ findings }) => findings.map(({ code }) => code)));
  const rules = [...codeTexts().values()].filter(({ code }) => found.has(code));
  const index = new Map(rules.map(({ code }, i) => [code, i]));
  const run = {
    tool: {
      driver: {
        name: "Normscope",
        version: process.env.NORMSCOPE_VERSION,
        semanticVersion: process.env.NORMSCOPE_VERSION,
        rules: rules.map(({ code, title, severity, explanation, markdown }) => ({
          id: code,
          shortDescription: { text: title },
          fullDescription: { text: explanation[0] },
          help: { text: explanation.join("\n\n"), markdown },
          defaultConfiguration: { level: LEVELS[severity] },
        })),
      },
    },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notes.map(({ path, message }) => ({
          level: "note",
          message: { text: message },
          locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
        })),
      },
    ],
    results: files.flatMap(({ path, findings }) => findings.map((it) => result(path, it, index.get(it.code)!))),
  };
  return JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2);
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const LEVELS: Readonly<Record<PlacedFinding["severity"], string>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

function result(path: string, finding: PlacedFinding, ruleIndex: number) {
  const { code, severity, message, at, related, fixes, fingerprint } = finding;
  const where = at.cell === null ? "" : `Cell ${at.cell}: `;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: where + message },
    locations: [location(path, at)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((it, i) => ({
            id: i + 1,
            message: { text: it.message },
            ...location(it.path ?? path, it.at),
          })),
        }),
    ...(fixes.length === 0 || at.cell !== null ? {} : { fixes: fixes.map((fix) => fixOf(path, fix)) }),
    partialFingerprints: { primaryLocationLineHash: fingerprint },
  };
}

function location(path: string, at: Region) {
  return {
    physicalLocation: { artifactLocation: artifact(path), region: region(at) },
    ...(at.cell === null ? {} : { logicalLocations: [{ name: `cell ${at.cell}` }] }),
  };
}

function fixOf(path: string, fix: PlacedFix) {
  return {
    description: { text: fixLabel(fix) },
    artifactChanges: [
      {
        artifactLocation: artifact(path),
        replacements: fix.edits.map(({ at, text }) => ({ deletedRegion: region(at), insertedContent: { text } })),
      },
    ],
  };
}

function region({ line, column, endLine, endColumn }: Region) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Paths below the current folder are told from there, so that a report means the same on another machine. */
function artifact(path: string) {
  if (isAbsolute(path)) return { uri: fileAddress(path) };
  // Names of Windows may hold half a character, which no URI does.
  const whole = path.replace(/\p{Cs}/gu, "\ufffd");
  return { uri: whole.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

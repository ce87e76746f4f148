import { parseArgs } from "node:util";
import type { Row } from "./goals";

export interface Options {
  readonly json: boolean;
  readonly out: string | undefined;
  readonly only: string;
  readonly quick: boolean;
  readonly installPeers: boolean;
}

/** @throws in one line, where there is no such option */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      out: { type: "string" },
      only: { type: "string", default: "" },
      quick: { type: "boolean", default: false },
      "install-peers": { type: "boolean", default: false },
    },
  });
  const { json, out, only, quick } = values;
  return { json, out, only, quick, installPeers: values["install-peers"] };
}

/** The rows whose title, case or peer holds the text, whatever its capitals. */
export function chosenRows(rows: readonly Row[], only: string): Row[] {
  const wanted = only.toLowerCase();
  return rows.filter((row) => `${row.title} | ${row.case} | ${row.against}`.toLowerCase().includes(wanted));
}

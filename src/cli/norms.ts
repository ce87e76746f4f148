import { resolve } from "node:path";
import { EXPLANATIONS } from "../engine/findings/explanations";
import type { NormsRequest } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { quoteName } from "../readers/quoteName";
import { findRuns } from "../worker/findRuns";
import { profileNorms } from "../worker/profileNorms";
import { isAlarming } from "./alarming";
import { normsText } from "./normsText";
import { advised, codeOf, type ExitCode } from "./options";

/** Normalization layers of checkpoints, or of all in a folder. Exit code 1 where a warning or an error was found. */
export async function norms(
  paths: readonly string[],
  options: Pick<NormsRequest, "assumeDtype"> & { readonly against?: string | undefined; readonly json: boolean },
): Promise<{ readonly text: string; readonly exit: ExitCode }> {
  const { source, runs } = await findRuns(paths.map((path) => resolve(path)));
  const files = runs.flatMap((run) => run.files.map(({ path }) => path));
  if (files.length === 0)
    throw new Error(`${quoteName(source.name)}: holds logs of training alone, and --norms reads checkpoints`);
  if (options.json && files.length > 1) throw new Error(`--json takes one file with --norms, not ${files.length}`);
  const { against, assumeDtype } = options;
  const texts: string[] = [];
  let exit: ExitCode = 0;
  for (const path of files) {
    const report = await profileNorms({
      path,
      ...(assumeDtype ? { assumeDtype } : {}),
      ...(against === undefined ? {} : { reference: resolve(against) }),
    }).catch((error: Error) => {
      throw advised(error);
    });
    texts.push(options.json ? reportToJson(report) : normsText(report));
    if (isAlarming(report)) exit = 1;
  }
  return { text: texts.join("\n\n"), exit };
}

/** What a finding means. @throws where there is no such code */
export function explanationText(code: string): string {
  const rule = EXPLANATIONS.get(codeOf(code));
  if (!rule) throw new Error(`no finding "${code}"; there are: ${[...EXPLANATIONS.keys()].sort().join(", ")}`);
  return [
    `${rule.code} (${rule.severity}): ${rule.title}`,
    ...rule.explanation,
    `Sources: ${rule.sources.join("; ")}.`,
  ].join("\n\n");
}

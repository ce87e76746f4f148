import { parseArgs } from "node:util";
import { codeFits, isCodePattern } from "../analysis/checking/severities";
import { type Checked, countSeverities } from "../check/checked";
import { checkPaths } from "../check/checkPaths";
import { checkSarif } from "../check/checkSarif";
import { codeTexts } from "../check/codeTexts";
import { quoteName } from "../readers/quoteName";
import { newFindings, readBaseline, writeBaseline } from "./check/baseline";
import { checkGithub } from "./check/checkGithub";
import { checkJson } from "./check/checkJson";
import { checkText, statisticsText, summaryText } from "./check/checkText";
import { type Command, codeOf, type ExitCode, oneOf } from "./options";
import { complain, print, printable, writeText } from "./print";

/** `normscope check`. */
export const checkCommand: Command = {
  usage: `Usage: normscope check PATH… [options]

Finds faults of normalization layers in Python files and notebooks, from their text alone. Folders are searched for .py
and .ipynb files. [tool.normscope] of the nearest pyproject.toml says which findings are told and how grave they are.
Exit code 1 where a warning or an error is found.

Options:
  --format NAME          text (default), json, sarif (2.1.0) or github (annotations)
  --out FILE             write to FILE instead of standard output
  --select CODES         only these, in place of the pyproject.toml's: NRM301,NRM2 (a family)
  --ignore CODES         not these, beside the pyproject.toml's
  --fix                  apply safe fixes to the files
  --diff                 print what --fix would change, and change nothing; exit code 1 where it would
  --baseline FILE        leave out the findings that FILE has
  --write-baseline FILE  put all findings into FILE
  --statistics           how many findings there are of each code, instead of the findings
  --no-imports           look at each file alone, and not at what it imports
  --cache FOLDER         keep what is read out of imported files there, for the next run
  --exit-zero            exit code 0, whatever is found
  --explain CODE         what a finding means (NRM301 …)
  --help, --version`,

  run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: "string", default: "text" },
        out: { type: "string" },
        select: { type: "string", multiple: true },
        ignore: { type: "string", multiple: true },
        fix: { type: "boolean", default: false },
        diff: { type: "boolean", default: false },
        baseline: { type: "string" },
        "write-baseline": { type: "string" },
        statistics: { type: "boolean", default: false },
        "no-imports": { type: "boolean", default: false },
        cache: { type: "string" },
        "exit-zero": { type: "boolean", default: false },
        explain: { type: "string" },
      },
    });
    return check(positionals, values);
  },
};

interface CheckOptions {
  readonly format: string;
  readonly out?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly fix: boolean;
  readonly diff: boolean;
  readonly baseline?: string | undefined;
  readonly "write-baseline"?: string | undefined;
  readonly statistics: boolean;
  readonly "no-imports": boolean;
  readonly cache?: string | undefined;
  readonly "exit-zero": boolean;
  readonly explain?: string | undefined;
}

const FORMATS = { text: checkText, json: checkJson, sarif: checkSarif, github: checkGithub };

async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  if (options.explain !== undefined) return say(explanation(options.explain), options.out);
  if (paths.length === 0) throw new Error("nothing to check: name a file or a folder");
  const format = oneOf("--format", options.format, Object.keys(FORMATS) as (keyof typeof FORMATS)[]);
  checkTogether(options);
  const known = options.baseline === undefined ? null : await readBaseline(options.baseline);
  const { diffs, ...all } = await checkPaths({
    paths,
    select: options.select === undefined ? null : codesOf("--select", options.select),
    ignore: codesOf("--ignore", options.ignore ?? []),
    fix: options.diff ? "diff" : options.fix ? "write" : null,
    imports: !options["no-imports"],
    cache: options.cache ?? null,
  });
  tell(all, format === "text" || format === "github");
  if (options["write-baseline"] !== undefined) {
    await writeBaseline(options["write-baseline"], all.files);
    return say(`${summaryText(all)}; written to ${quoteName(options["write-baseline"])}`, options.out);
  }
  if (options.diff) return printDiff(diffs, options);
  const checked = known ? { ...all, ...withoutKnown(newFindings(all.files, known, options.baseline!)) } : all;
  await print(options.statistics ? statisticsText(checked) : FORMATS[format](checked), options.out);
  return options["exit-zero"] ? 0 : exitCodeOf(checked);
}

function checkTogether(options: CheckOptions): void {
  if (options.fix && options.diff) throw new Error("--fix changes files and --diff does not: name one of them");
  for (const option of ["statistics", "diff"] as const) {
    if (options[option] && options.format !== "text") throw new Error(`--${option} goes with --format text only`);
  }
  if (options.statistics && options.diff)
    throw new Error("--statistics and --diff print different things: name one of them");
  if (options["no-imports"] && options.cache !== undefined)
    throw new Error("--cache keeps what --no-imports does not read: name one of them");
  if (options.baseline !== undefined && options["write-baseline"] !== undefined) {
    throw new Error("--baseline and --write-baseline do not go together: the one leaves out what the other writes");
  }
}

/** Codes and families, with commas between them. @throws where one is none that there is */
function codesOf(option: string, lists: readonly string[]): readonly string[] {
  const codes = lists.flatMap((list) => list.split(",")).map((code) => code.trim());
  const all = [...codeTexts().keys()];
  for (const code of codes.filter((it) => !isCodePattern(it) || !all.some((known) => codeFits(known, it)))) {
    throw new Error(`${option} names ${quoteName(`"${code}"`)}, but no code begins so; there are: ${all.join(", ")}`);
  }
  return codes;
}

function withoutKnown({ files, known }: Pick<Checked, "files" | "known">): Pick<Checked, "files" | "known"> {
  return { files: files.filter(({ findings }) => findings.length > 0), known };
}

function exitCodeOf(checked: Checked): ExitCode {
  const counts = countSeverities(checked);
  return counts.get("error")! + counts.get("warning")! > 0 ? 1 : 0;
}

/** What was not checked goes to standard error, unless the output itself has it. */
function tell({ notes }: Checked, aloud: boolean): void {
  for (const { path, message } of aloud ? notes : []) complain(`${quoteName(path, 400)}: ${message}`);
}

async function printDiff(diffs: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const text = `${diffs.join("\n")}\n`;
  // What applies a diff needs every character of it; a terminal is shown it only.
  if (diffs.length > 0 && options.out !== undefined) await writeText(options.out, text);
  else if (diffs.length > 0) process.stdout.write(process.stdout.isTTY ? printable(text) : text);
  return diffs.length > 0 && !options["exit-zero"] ? 1 : 0;
}

async function say(text: string, out: string | undefined): Promise<ExitCode> {
  await print(text, out);
  return 0;
}

/** @throws where there is no such code */
function explanation(code: string): string {
  const text = codeTexts().get(codeOf(code));
  if (!text) throw new Error(`no finding ${quoteName(`"${code}"`)}; there are: ${[...codeTexts().keys()].join(", ")}`);
  return text.markdown.trimEnd();
}

import { parseArgs } from "node:util";
import { configure } from "../engine/methods/configure";
import type { Configuration, MethodName } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import { DTYPE_BYTES, type Dtype } from "../engine/tensor";
import { countOf, joinNegatives, momentumOf, numberOf, oneOf } from "./options";

export const NORMALIZE_USAGE = `Usage: normscope normalize --method NAME --input FILE --output FILE [options]

Normalizes a tensor as PyTorch does. Files that are read hold one tensor each (.npy, .npz, .safetensors);
files that are written are .npy: float16 and float64 as the input is, else float32.

Options:
  --method NAME             batch, layer, instance, group or rms
  --input, --output FILE    the tensor, and where to write it normalized
  --weight, --bias FILE     parameters (rms has no bias)
  --eps E                   default: 1e-5; of rms: the machine epsilon
  --normalized-shape N,…    layer, rms: the last sizes of the input's shape
  --num-groups G            group: how many groups the channels make
  --channel-axis N          batch, instance, group: negative counts from the end (default: 1)
  --running-mean, --running-var FILE
                            batch, instance: normalize with them
  --training                normalize with the input's own statistics, and move the running ones
  --momentum M              weight of the input in that (default: 0.1); none: the cumulative average
  --save-running-mean, --save-running-var FILE
  --grad-output FILE        gradient by the output, of the input's shape, for these:
  --save-grad-input, --save-grad-weight, --save-grad-bias FILE
  --assume-dtype DTYPE      what to read values as whose dtype NumPy has lost (bfloat16, float8_e4m3fn …)
  --help, --version`;

const TEXT = { type: "string" } as const;
const READS = { input: TEXT, weight: TEXT, bias: TEXT, "running-mean": TEXT, "running-var": TEXT, "grad-output": TEXT };
const WRITES = {
  output: TEXT,
  "save-running-mean": TEXT,
  "save-running-var": TEXT,
  "save-grad-input": TEXT,
  "save-grad-weight": TEXT,
  "save-grad-bias": TEXT,
};
const NUMBERS = { eps: TEXT, "normalized-shape": TEXT, "num-groups": TEXT, "channel-axis": TEXT, momentum: TEXT };
const OPTIONS = {
  method: TEXT,
  ...READS,
  ...WRITES,
  ...NUMBERS,
  training: { type: "boolean" } as const,
  "assume-dtype": TEXT,
};

export type Read = keyof typeof READS;
export type Write = keyof typeof WRITES;
type Option = keyof typeof OPTIONS;
type Texts = { readonly [Name in Exclude<Option, "training">]?: string } & { readonly training?: boolean };

/** What `normscope normalize` is asked for. */
export interface NormalizeRequest {
  readonly configuration: Configuration;
  readonly reads: { readonly [Name in Read]?: string } & { readonly input: string };
  readonly writes: { readonly [Name in Write]?: string } & { readonly output: string };
  readonly assumeDtype: Dtype | undefined;
}

/** @throws naming the option that is missing, wrong or not the method's */
export function normalizeRequest(args: readonly string[]): NormalizeRequest {
  const { values, positionals } = parseArgs({ args: joinNegatives(args), options: OPTIONS, allowPositionals: true });
  if (positionals.length > 0) throw new Error(`"${positionals[0]}" follows no option; files are named by --input FILE`);
  const texts: Texts = values;
  const method = oneOf("--method", required(texts, "method"), Object.keys(METHODS) as MethodName[]);
  const [input, output] = [required(texts, "input"), required(texts, "output")];
  checkTogether(texts, method);
  const dtype = texts["assume-dtype"];
  return {
    configuration: configurationFrom(texts, method),
    reads: { ...pick(texts, READS), input },
    writes: { ...pick(texts, WRITES), output },
    assumeDtype: dtype === undefined ? undefined : oneOf("--assume-dtype", dtype, Object.keys(DTYPE_BYTES) as Dtype[]),
  };
}

const TRACKED: Option[] = ["training", "momentum", "running-mean", "running-var"];
const SAVE_TRACKED: Option[] = ["save-running-mean", "save-running-var"];
const BIAS: Option[] = ["bias", "save-grad-bias"];
/** Options that not every method has. */
const OWN: Readonly<Record<MethodName, readonly Option[]>> = {
  batch: ["channel-axis", ...TRACKED, ...SAVE_TRACKED, ...BIAS],
  instance: ["channel-axis", ...TRACKED, ...SAVE_TRACKED, ...BIAS],
  group: ["num-groups", "channel-axis", ...BIAS],
  layer: ["normalized-shape", ...BIAS],
  rms: ["normalized-shape"],
};
/** The first asks for one of the others. */
const NEEDS: readonly (readonly [Option, ...Option[]])[] = [
  ["running-mean", "running-var"],
  ["running-var", "running-mean"],
  ["save-running-mean", "running-mean"],
  ["save-running-var", "running-var"],
  ["save-grad-input", "grad-output"],
  ["save-grad-weight", "grad-output"],
  ["save-grad-bias", "grad-output"],
  ["grad-output", "save-grad-input", "save-grad-weight", "save-grad-bias"],
];

function checkTogether(texts: Texts, method: MethodName): void {
  const someHave = new Set(Object.values(OWN).flat());
  for (const option of Object.keys(texts) as Option[]) {
    if (!someHave.has(option) || OWN[method].includes(option)) continue;
    throw new Error(`--${option} is given, but method ${method} has no such option`);
  }
  for (const [option, ...needed] of NEEDS) {
    if (texts[option] === undefined || needed.some((other) => texts[other] !== undefined)) continue;
    throw new Error(`--${option} is given, but no ${needed.map((other) => `--${other}`).join(" or ")}`);
  }
}

function configurationFrom(texts: Texts, method: MethodName): Configuration {
  const number = (option: keyof typeof NUMBERS, fits: (value: number) => boolean, wanted: string) =>
    texts[option] === undefined ? undefined : numberOf(`--${option}`, texts[option], fits, wanted);
  const eps = number("eps", (value) => value >= 0 && Number.isFinite(value), "a number from 0 on");
  const axis = number("channel-axis", Number.isInteger, "a whole number");
  const common = { ...(eps === undefined ? {} : { eps }), ...(axis === undefined ? {} : { channelAxis: axis }) };
  if (method === "group") {
    return configure({ ...common, method, numGroups: countOf("--num-groups", required(texts, "num-groups", method)) });
  }
  if (method === "layer" || method === "rms") {
    return configure({ ...common, method, normalizedShape: sizesOf(required(texts, "normalized-shape", method)) });
  }
  const momentum = momentumOf(texts.momentum, "pytorch");
  return configure({ ...common, method, training: texts.training ?? false, momentum });
}

function sizesOf(text: string): number[] {
  if (/^\d+(,\d+)*$/.test(text)) return text.split(",").map(Number);
  throw new Error(`--normalized-shape is "${text}", but must be sizes with commas between them, like 8,8`);
}

function required(texts: Texts, option: Exclude<Option, "training">, method?: MethodName): string {
  const text = texts[option];
  if (text !== undefined) return text;
  throw new Error(`--${option} is missing${method ? `, but method ${method} needs it` : ""}; see normalize --help`);
}

function pick<Name extends Read | Write>(texts: Texts, names: Readonly<Record<Name, unknown>>) {
  const given = Object.entries(texts).filter(([option]) => option in names);
  return Object.fromEntries(given) as { readonly [Key in Name]?: string };
}

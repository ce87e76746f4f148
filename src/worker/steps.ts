import { basename } from "node:path";

/** A file of a run. */
export interface StepFile {
  readonly path: string;
  /** Step number out of the name (`step-0012.npz`), or null: then the file's place in natural order counts. */
  readonly step: number | null;
  /** For a .npy file, which has no tensor names of its own: the layer it belongs to. */
  readonly layer: string;
}

const STEP = /(?:^|[^a-z])step[-_. ]?(\d+)/i;
/** `acts_0012` and `0012` are steps of one layer; `conv1` and `conv2` are two layers. */
const TRAILING_NUMBER = /(?:^|[-_. ])(\d+)$/;

/**
 * Puts the files of one run in the order of training: by the step numbers in their names where every
 * file has one, else in natural order ("acts-9" before "acts-10").
 *
 * @param run stands in for a layer's name where file names are nothing but numbers
 */
export function stepsOf(paths: readonly string[], run: string): StepFile[] {
  const files = paths.map((path) => {
    const stem = basename(path).replace(/\.npy$/i, "");
    const step = STEP.exec(stem)?.[1];
    return { path, step: step === undefined ? null : Number(step), layer: layerName(stem) || run };
  });
  const numbered = files.every((file) => file.step !== null);
  const ordered = files.sort((a, b) => (numbered ? a.step! - b.step! : 0) || NATURAL.compare(a.path, b.path));
  return numbered ? ordered : ordered.map((file) => ({ ...file, step: null }));
}

/** The last file of a run, and of layers with files of their own the last of each. @param files in the order of their steps */
export function lastFiles(files: readonly StepFile[]): readonly StepFile[] {
  return [...new Map(files.map((file) => [/\.npy$/i.test(file.path) ? file.layer : "", file])).values()];
}

const NATURAL = new Intl.Collator("en", { numeric: true });

function layerName(stem: string): string {
  const without = STEP.test(stem) ? stem.replace(STEP, "") : stem.replace(TRAILING_NUMBER, "");
  return without.replace(/^[-_. ]+|[-_. ]+$/g, "");
}

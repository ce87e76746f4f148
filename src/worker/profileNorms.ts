import { basename } from "node:path";
import type { JudgedNorm, NormValues } from "../engine/findings/normRule";
import { type FoundNorm, findNorms } from "../engine/norms/findNorms";
import { judgeNorms } from "../engine/norms/judgeNorms";
import { withoutWrapper } from "../engine/norms/wrappedNames";
import type { Report } from "../engine/report";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import type { NormsRequest, Progress } from "../protocol/engineApi";
import type { FileContents } from "../readers/fileContents";
import { quoteName } from "../readers/quoteName";
import { fillValues } from "./fillValues";
import { withContents } from "./tensorFile";

/**
 * The normalization layers of a checkpoint and what is wrong with them, measured against those of a reference
 * checkpoint where there is one. Reads nothing but the layers' own tensors.
 *
 * @throws in one line that names the file
 */
export async function profileNorms(
  { path, reference, assumeDtype }: NormsRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Report> {
  const open = <T>(file: string, use: (contents: FileContents) => Promise<T>) =>
    withContents({ path: file, name: quoteName(basename(file)), assumeDtype }, use);
  const before = reference === undefined ? null : await open(reference, (contents) => readNorms(contents, () => {}));
  const own = await open(path, (contents) => readNorms(contents, onProgress));
  const judged = withReferences(own, before, reference === undefined ? "" : basename(reference), basename(path));
  return {
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    source: { kind: "file", name: basename(path) },
    partial: false,
    coverage: 1,
    layers: [],
    ...judgeNorms(judged),
    execution: null,
  };
}

/** @throws where the two checkpoints have no layer in common */
function withReferences(
  norms: readonly Omit<JudgedNorm, "reference">[],
  before: readonly Omit<JudgedNorm, "reference">[] | null,
  reference: string,
  file: string,
): JudgedNorm[] {
  const references = new Map(before?.map(({ name, values }) => [withoutWrapper(name), values]));
  const judged = norms.map((norm) => ({ ...norm, reference: references.get(withoutWrapper(norm.name)) ?? null }));
  if (before && judged.length > 0 && judged.every((norm) => norm.reference === null)) {
    const other = before[0] ? `'${quoteName(before[0].name)}'` : "none";
    throw new Error(
      `${quoteName(file)}: no normalization layer in common with ${quoteName(reference)}: ` +
        `the first is '${quoteName(judged[0]!.name)}' here, ${other} there`,
    );
  }
  return judged;
}

/** Layers that are read side by side: a read from disk is mostly waiting. */
const AT_ONCE = 16;

async function readNorms(
  { tensors, norms }: FileContents,
  onProgress: (progress: Progress) => void,
): Promise<Omit<JudgedNorm, "reference">[]> {
  const model = tensors.filter(({ role }) => role !== "optimizer");
  const byName = new Map(model.map((tensor) => [tensor.name, tensor]));
  const found = findNorms(model, norms);
  const read: Omit<JudgedNorm, "reference">[] = [];
  for (let first = 0; first < found.length; first += AT_ONCE) {
    onProgress({ done: first, total: found.length });
    const some = found.slice(first, first + AT_ONCE);
    read.push(...(await Promise.all(some.map((norm) => readNorm(norm, byName)))));
  }
  return read;
}

async function readNorm(norm: FoundNorm, byName: ReadonlyMap<string, Tensor>): Promise<Omit<JudgedNorm, "reference">> {
  const { weight, bias, runningMean, runningVariance, numBatchesTracked } = norm.tensors;
  const read = async (name: string | undefined) => (name === undefined ? null : readVector(byName.get(name)!));
  const values: NormValues = {
    weight: await read(weight),
    bias: await read(bias),
    runningMean: await read(runningMean),
    runningVariance: await read(runningVariance),
    numBatchesTracked: (await read(numBatchesTracked))?.[0] ?? null,
  };
  const dtypes = [weight, bias, runningMean, runningVariance].flatMap((name) =>
    name === undefined ? [] : [byName.get(name)!.dtype],
  );
  return { ...norm, values, dtype: dtypes.reduce((a, b) => (DTYPE_BYTES[b] > DTYPE_BYTES[a] ? b : a)) };
}

/** All values of a small tensor, in C order. */
async function readVector(tensor: Tensor): Promise<Float64Array> {
  const values = new Float64Array(elementCount(tensor.shape));
  await fillValues(tensor, values);
  return values;
}

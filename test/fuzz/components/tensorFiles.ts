import { profileTwin } from "../../../src/engine/kernels/profileTwin";
import { finishLayer, startLayer } from "../../../src/engine/layer";
import { findNorms } from "../../../src/engine/norms/findNorms";
import { profileTensor } from "../../../src/engine/profile";
import { elementCount, type Tensor } from "../../../src/engine/tensor";
import type { ByteSource } from "../../../src/readers/byteSource";
import { openTensors } from "../../../src/readers/openTensors";
import { inflate } from "../../../src/worker/inflate";
import type { Bytes } from "../../unit/readers/bytes";
import { memorySource, readAll } from "../../unit/readers/memorySource";
import { openOptions } from "../../unit/readers/openOptions";
import type { Component, Input } from "../component";
import { mutateBytes, spliced } from "../mutations/mutateBytes";
import { mutateJson } from "../mutations/mutateJson";
import { inMember } from "../mutations/repaired";
import { sampleFiles } from "../sampleFiles";
import { hold, toldOr } from "../told";
import { handmade } from "./handmadeFiles";

const MODELS = "test/fixtures/models";

/** What a reader may read of a file: all of it some times over, headers and directories besides. */
const READS = { times: 20, bytes: 10_000 };
/** Values that a file may stand for without holding them (HDF5's fill values). */
const MOST_VALUES = 1 << 22;

interface Format {
  readonly name: string;
  readonly folders: readonly string[];
  readonly fits: RegExp;
  readonly mutate?: (bytes: Bytes, random: Parameters<typeof mutateBytes>[1]) => Bytes;
}

const inZip: Format["mutate"] = (bytes, random) =>
  random.below(3) === 0
    ? mutateBytes(bytes, random)
    : inMember(bytes, random, random.below(8) === 0 ? mutateLikely : mutateBytes);

/** Members that hold JSON are changed as such. */
function mutateLikely(bytes: Bytes, random: Parameters<typeof mutateBytes>[1]): Bytes {
  return bytes[0] === 0x7b ? mutateJson(bytes, random) : mutateBytes(bytes, random);
}

const FORMATS: readonly Format[] = [
  { name: "npy", folders: ["test/fixtures/readers"], fits: /\.npy$/ },
  { name: "npz", folders: ["test/fixtures/readers"], fits: /\.npz$/, mutate: inZip },
  { name: "safetensors", folders: [`${MODELS}/safetensors`], fits: /\.safetensors$/ },
  { name: "index", folders: [`${MODELS}/safetensors`, `${MODELS}/torch`], fits: /\.index\.json$/, mutate: mutateJson },
  {
    name: "pytorch-zip",
    folders: [`${MODELS}/torch`, `${MODELS}/torch-2`],
    fits: /(?<!legacy.*)\.(pt|pth|ckpt)$/,
    mutate: inZip,
  },
  { name: "pytorch-legacy", folders: [`${MODELS}/torch`], fits: /(legacy(?!-tar).*\.(pt|bin)|\.bin)$/ },
  { name: "pytorch-tar", folders: [`${MODELS}/torch`], fits: /legacy-tar\.pt$/ },
  { name: "keras", folders: [`${MODELS}/keras`], fits: /\.keras$/, mutate: inZip },
  { name: "hdf5", folders: [`${MODELS}/keras`], fits: /\.(h5|hdf5)$/ },
  { name: "onnx", folders: [`${MODELS}/onnx`, "test/fixtures/onnx"], fits: /\.onnx$/ },
  { name: "gguf", folders: [`${MODELS}/gguf`], fits: /\.gguf$/ },
  { name: "msgpack", folders: [`${MODELS}/flax`], fits: /\.msgpack$/ },
];

export const tensorFiles: readonly Component[] = FORMATS.map(({ name, folders, fits, mutate = mutateBytes }) => ({
  name,
  samples: async () => [...sampleFiles(folders, fits), ...(handmade[name] ?? [])],
  mutate: (sample, samples, random) =>
    random.below(16) === 0
      ? spliced(sample.bytes, samples[random.below(samples.length)]!.bytes, random)
      : mutate(sample.bytes, random),
  run: (input) => toldOr(() => readTensors(input), `${input.name}: `),
}));

/** Opens a file as the product does, reads every value, and profiles and judges what is there. */
async function readTensors({ name, bytes }: Input): Promise<void> {
  const { source, bytesRead } = counting(memorySource(bytes));
  const { tensors, closed, facts, norms } = await openTensors(source, name, {
    ...openOptions,
    ...(bytes.length % 2 === 0 ? { inflateRaw: inflate } : {}),
    openSibling: async () => memorySource(handmade.safetensors![0]!.bytes),
  });
  const names = [...tensors, ...closed].map((tensor) => tensor.name);
  hold(new Set(names).size === names.length, "two tensors of one name", names);
  for (const [fact, value] of facts)
    hold(typeof fact === "string" && typeof value === "string", "a fact is no text", fact);
  for (const found of findNorms(tensors, norms)) hold(typeof found.name === "string", "a layer without a name", found);
  for (const tensor of tensors) await readTensor(tensor);
  hold(bytesRead() <= READS.times * bytes.length + READS.bytes, "bytes read", [bytesRead(), bytes.length]);
}

async function readTensor(tensor: Tensor): Promise<void> {
  const count = elementCount(tensor.shape);
  hold(Number.isSafeInteger(count) && tensor.shape.every(Number.isSafeInteger), "a shape", tensor.shape);
  if (count > MOST_VALUES) return;
  await readAll(tensor);
  const profile = await profileTensor(tensor, tensor.shape.length > 1 ? 1 : null, profileTwin);
  const { statistics } = finishLayer(tensor.name, "", startLayer(profile, 1), { momentum: 0.1, convention: "pytorch" });
  const { nan, positiveInfinity, negativeInfinity, histogram, quantiles } = statistics;
  hold(statistics.count === count, "the values do not add up", [statistics.count, count]);
  const finite = count - nan - positiveInfinity - negativeInfinity;
  const inBins = histogram.counts.reduce((sum, bin) => sum + bin, 0);
  hold(inBins === finite, "the bins do not add up", [inBins, finite]);
  if (finite === 0) return;
  const { min, max, mean } = statistics;
  for (const value of [min, max, ...quantiles.map(([, quantile]) => quantile)])
    hold(Number.isFinite(value), "not finite", statistics);
  hold(
    min <= max && (!Number.isFinite(mean) || (mean >= min - Math.abs(min) && mean <= max + Math.abs(max))),
    "an order",
    statistics,
  );
}

function counting(inner: ByteSource): { source: ByteSource; bytesRead: () => number } {
  let count = 0;
  const read: ByteSource["read"] = (start, end) => {
    count += end - start;
    return inner.read(start, end);
  };
  return { source: { size: inner.size, read }, bytesRead: () => count };
}

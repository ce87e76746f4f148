import { elementCount } from "../tensor";
import { kernelOf, lastPart, type Module, type Modules, type NamedTensor, siblingOf } from "./modules";

/**
 * The weights of the convolution or linear layer right before a batch norm, into which it could be folded for
 * inference: its neighbour by name that has as many output channels and stands before it in the file. Null where the
 * file is in the order of names, not of modules (safetensors), since then nothing says which of the two comes first.
 */
export function foldTarget({ path, roles }: Module, modules: Modules): string | null {
  const statistics = roles.runningMean;
  if (!statistics || modules.inOrderOfNames) return null;
  for (const name of neighbourNames(lastPart(path))) {
    const neighbour = modules.byPath.get(siblingOf(path, name));
    const kernel = neighbour && kernelOf(neighbour);
    if (!kernel || outputChannels(kernel) !== elementCount(statistics.shape)) continue;
    if (modules.placeOf(kernel) < modules.placeOf(statistics)) return kernel.name;
  }
  return null;
}

/** What the layer before is called where this one is called `name`: conv1 before bn1, 0 before 1. */
function neighbourNames(name: string): readonly string[] {
  if (/^\d+$/.test(name)) return name === "0" ? [] : [String(Number(name) - 1)];
  const match = /^(.*?)_?(?:batch_?norm|bn|norm)_?(.*)$/i.exec(name);
  if (!match) return [];
  const [, before = "", after = ""] = match;
  const bare = [before, after].filter(Boolean).join("_");
  const named = ["conv", "linear", "fc"].flatMap((kind) => [`${before}${kind}${after}`, `${before}_${kind}${after}`]);
  return [...named, bare].filter((candidate) => candidate !== "" && candidate !== name);
}

/** First axis of a convolution or linear layer in PyTorch's order; the last one in Keras's and Flax's. */
function outputChannels({ name, shape }: NamedTensor): number {
  return /kernel/.test(name) ? shape.at(-1)! : shape[0]!;
}

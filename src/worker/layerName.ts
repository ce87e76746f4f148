import type { Tensor } from "../engine/tensor";
import type { StepFile } from "./steps";

/** A .npy file names no tensor: its layer is what its own name says without the step. */
export function layerName(tensor: Tensor, file: StepFile, fileName: string): string {
  const partOfComplex = tensor.name.slice(fileName.length - ".npy".length);
  return /\.npy$/i.test(fileName) ? file.layer + partOfComplex : tensor.name;
}

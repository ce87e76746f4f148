import type { ByteSource } from "../byteSource";
import type { FileContents } from "../fileContents";
import { declaredNorms } from "./declaredNorms";
import type { OpenSibling } from "./externalData";
import { openGraphs } from "./openGraphs";

/**
 * Opens an .onnx file: initializers and the tensors of Constant nodes (of subgraphs and functions too, but without
 * single numbers and lists of INT64, which are shapes and axes) in the order of the file, complex ones as `<name>.real`
 * and `<name>.imag`; and the normalization layers of its graph. Values in other files are found by `openSibling`.
 * Throws, naming `label`, as `openGraphs` does.
 */
export async function openOnnx(
  source: ByteSource,
  label: string,
  openSibling: OpenSibling | undefined,
): Promise<FileContents> {
  const { model, scopes, tensors, closed } = await openGraphs(source, label, openSibling);
  return { format: "ONNX model", tensors, closed, facts: model.facts, norms: await declaredNorms(scopes) };
}

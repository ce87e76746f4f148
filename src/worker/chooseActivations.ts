import { parameterAxis } from "../engine/layout";
import type { Tensor } from "../engine/tensor";
import { quoteName, quoteNames } from "../readers/quoteName";
import type { TensorFile } from "./tensorFile";

/**
 * The tensor that was asked for, or the file's only one of examples and channels that is no parameter.
 *
 * @throws in one line that names the file, where there is none or several
 */
export function chooseActivations(
  tensors: readonly Tensor[],
  { file, tensor: asked }: { readonly file: TensorFile; readonly tensor?: string | undefined },
): Tensor {
  const named = tensors.find(({ name }) => name === asked);
  if (named) return named;
  const possible = tensors.filter(({ name, shape }) => shape.length > 1 && parameterAxis(name, shape) === undefined);
  const list = quoteNames(possible.map(({ name }) => name));
  if (asked !== undefined) {
    const others = possible.length > 0 ? `; it holds ${list}` : "";
    throw new Error(`${file.name}: holds no tensor '${quoteName(asked)}' whose values can be read${others}`);
  }
  if (possible.length === 1) return possible[0]!;
  throw new Error(
    possible.length === 0
      ? `${file.name}: holds no tensor of examples and channels`
      : `${file.name}: holds ${possible.length} tensors (${list}), of which --tensor chooses one`,
  );
}

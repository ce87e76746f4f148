import type { Preparation } from "../../../protocol/onnx";
import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { axisName } from "../feeds/axes";
import { typeText } from "../feeds/feed";

/** How a model takes images. */
export interface ImageInput {
  readonly layout: "NCHW" | "NHWC";
  readonly channels: 1 | 3;
  readonly size: readonly [height: number, width: number];
}

/**
 * What the model's shape and a person say of an input of images.
 *
 * @throws naming `place`, where they disagree or something is left open
 */
export function imageInput(
  input: ModelInput,
  preparation: Preparation,
  dims: Readonly<Record<string, number>>,
  place: string,
): ImageInput {
  const sizes = input.dims?.map((size, axis) => (typeof size === "number" ? size : dims[axisName(input, axis)!]));
  if (sizes?.length !== 4) throw new Error(`${place} is ${typeText(input)}, but images have four axes`);
  const [layout, channels] = layoutOf(sizes, typeText(input), place);
  const asked = preparation.size;
  const size = (layout === "NCHW" ? [2, 3] : [1, 2]).map((axis, i) => {
    const [own, other] = [sizes[axis], asked?.[i]];
    if (own !== undefined && other !== undefined && own !== other) {
      throw new Error(
        `${place} has ${own} entries on axis ${axis}, but images are to be scaled to ${asked!.join(" × ")}`,
      );
    }
    const known = own ?? other;
    if (known === undefined)
      throw new Error(`${place} leaves the size of images open: say which height and width they are scaled to`);
    return known;
  });
  return { layout, channels, size: [size[0]!, size[1]!] };
}

function layoutOf(
  sizes: readonly (number | undefined)[],
  type: string,
  place: string,
): readonly [ImageInput["layout"], ImageInput["channels"]] {
  const [first, last] = [sizes[1], sizes[3]];
  if (first === 3 || first === 1) return ["NCHW", first];
  if (last === 3 || last === 1) return ["NHWC", last];
  throw new Error(`${place} is ${type}, but images have 1 or 3 channels on axis 1 or 3`);
}

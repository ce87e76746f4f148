import type { Preparation } from "../../../protocol/onnx";
import type { ImageInput } from "./imageInput";
import type { Planes } from "./scaleImage";

/** Of red, green and blue (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

/** Fills `into` with an image as a model takes it: (pixel × scale − mean) ÷ deviation, in the model's order. */
export function prepareImage(
  { values, width, height }: Planes,
  { layout, channels }: Pick<ImageInput, "layout" | "channels">,
  preparation: Preparation,
  into: Float32Array | Float64Array,
): void {
  const count = width * height;
  const order = channels === 1 ? [0] : preparation.channels === "BGR" ? [2, 1, 0] : [0, 1, 2];
  for (const [channel, colour] of order.entries()) {
    const mean = ofChannel(preparation.mean, channel);
    const std = ofChannel(preparation.std, channel);
    for (let i = 0; i < count; i++) {
      const pixel =
        channels === 3
          ? values[colour * count + i]!
          : GREY[0] * values[i]! + GREY[1] * values[count + i]! + GREY[2] * values[2 * count + i]!;
      const place = layout === "NCHW" ? channel * count + i : i * channels + channel;
      into[place] = (pixel * preparation.scale - mean) / std;
    }
  }
}

function ofChannel(numbers: readonly number[], channel: number): number {
  return numbers[channel] ?? numbers[0]!;
}

import { decodeImage } from "../../../src/worker/onnx/images/decodeImage";
import { prepareImage } from "../../../src/worker/onnx/images/prepareImage";
import { scaleImage } from "../../../src/worker/onnx/images/scaleImage";
import type { Component, Input } from "../component";
import { mutateBytes, spliced } from "../mutations/mutateBytes";
import { inChunk } from "../mutations/repaired";
import { sampleFiles } from "../sampleFiles";
import { hold, toldOr } from "../told";

const SIZE = [4, 5] as const;
const PREPARATION = { size: [4, 5], scale: 1 / 255, mean: [0.5], std: [0.5], channels: "RGB" } as const;

/** Images that a model is run on. What is thrown is the bare reason, told behind the file's name where images are opened. */
export const images: Component = {
  name: "images",
  samples: async () => sampleFiles(["test/fixtures/onnx/images"], /\.(png|jpe?g)$/),
  mutate({ name, bytes }, samples, random) {
    if (random.below(16) === 0) return spliced(bytes, samples[random.below(samples.length)]!.bytes, random);
    const isPng = name.endsWith(".png");
    return isPng && random.below(3) > 0 ? inChunk(bytes, random, mutateBytes) : mutateBytes(bytes, random);
  },
  async run({ bytes }: Input) {
    return toldOr(() => {
      const pixels = decodeImage(Buffer.from(bytes));
      const { width, height, stride, data } = pixels;
      hold(width > 0 && height > 0 && data.length === width * height * stride, "pixels", [width, height, stride]);
      const values = new Float32Array(3 * SIZE[0] * SIZE[1]);
      prepareImage(scaleImage(pixels, SIZE), { layout: "NCHW", channels: 3 }, PREPARATION, values);
      hold(values.every(Number.isFinite), "not finite", values.slice(0, 8));
    });
  },
};

import type { Summing } from "../../../src/engine/kernels/profileKernels";
import { finishLayer, startLayer } from "../../../src/engine/layer";
import { profileTensor } from "../../../src/engine/profile";
import type { Layer } from "../../../src/engine/report";
import type { Dtype, Tensor } from "../../../src/engine/tensor";

/** A tensor of values in memory, handed out in chunks of so many values. */
export function tensorOf(
  values: Float64Array | Float32Array | readonly number[],
  shape: readonly number[] = [values.length],
  options: { readonly order?: "C" | "F"; readonly chunk?: number; readonly dtype?: Dtype } = {},
): Tensor {
  const array = values instanceof Float32Array ? values : Float64Array.from(values);
  const dtype = options.dtype ?? (array instanceof Float32Array ? "float32" : "float64");
  const bytes = new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
  const size = (options.chunk ?? 1000) * array.BYTES_PER_ELEMENT;
  return {
    name: "x",
    dtype,
    shape,
    order: options.order ?? "C",
    async *chunks() {
      for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
    },
  };
}

/** A tensor of raw bytes. */
export function rawTensor(dtype: Dtype, bytes: Uint8Array<ArrayBuffer>, shape: readonly number[]): Tensor {
  return {
    name: "x",
    dtype,
    shape,
    order: "C",
    async *chunks() {
      yield bytes;
    },
  };
}

/** The report's layer of one tensor. */
export async function layerBy(summing: Summing, tensor: Tensor, channelAxis: number | null): Promise<Layer> {
  const profile = await profileTensor(tensor, channelAxis, summing);
  return finishLayer("x", "", startLayer(profile, 1), { momentum: 0.1, convention: "pytorch" });
}

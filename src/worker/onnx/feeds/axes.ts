import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { quoteName, quoteNames } from "../../../readers/quoteName";

/** The name to ask for a size by, where the model leaves it open; null where it is fixed. */
export function axisName({ name, dims }: ModelInput, axis: number): string | null {
  const size = dims?.[axis];
  if (typeof size === "number") return null;
  return size ?? `${name}.${axis}`;
}

/** @throws where sizes are asked for that the model does not leave open, or that are no sizes */
export function checkDims(inputs: readonly ModelInput[], dims: Readonly<Record<string, number>>, label: string): void {
  const open = new Set(
    inputs.flatMap((input) => (input.dims ?? []).map((_, axis) => axisName(input, axis) ?? [])).flat(),
  );
  for (const [name, size] of Object.entries(dims)) {
    if (!open.has(name)) {
      const list = open.size === 0 ? "none" : quoteNames([...open]);
      throw new Error(`${label}: it leaves no size open that is called '${quoteName(name)}'; it leaves open: ${list}`);
    }
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new Error(`${label}: the size '${quoteName(name)}' is ${size}, but must be a whole number from 1 on`);
    }
  }
}

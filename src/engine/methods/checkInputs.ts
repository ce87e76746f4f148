import { elementCount } from "../tensor";
import type { Inputs } from "./method";

/**
 * Holds a method's arrays against what their lengths should be.
 *
 * @param parameters length of weight and of bias
 * @throws naming the first that disagrees
 */
export function checkInputs({ shape, values, weight, bias }: Inputs, parameters: number): void {
  const count = elementCount(shape);
  if (values.length !== count) {
    throw new Error(`shape ${shapeText(shape)} holds ${count} values, but ${values.length} are given`);
  }
  for (const [name, array] of Object.entries({ weight, bias })) {
    if (!array) continue;
    if (array.length !== parameters) {
      throw new Error(`${name} must have ${parameters} values for shape ${shapeText(shape)}, but has ${array.length}`);
    }
    if (array.BYTES_PER_ELEMENT !== values.BYTES_PER_ELEMENT) {
      throw new Error(`${name} has ${bits(array)} bits a value, but the tensor has ${bits(values)}`);
    }
  }
}

/** @throws where the running statistics are not those of so many channels */
export function checkRunning({ shape, running }: Inputs, channels: number): void {
  if (!running) return;
  for (const [name, array] of Object.entries({ "running mean": running.mean, "running variance": running.variance })) {
    if (array.length === channels) continue;
    throw new Error(`${name} must have ${channels} values for shape ${shapeText(shape)}, but has ${array.length}`);
  }
}

/** As Python writes it, but for a single axis: "(2, 3)". */
export function shapeText(shape: readonly number[]): string {
  return `(${shape.join(", ")})`;
}

function bits(array: { readonly BYTES_PER_ELEMENT: number }): number {
  return 8 * array.BYTES_PER_ELEMENT;
}

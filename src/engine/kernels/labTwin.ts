import type { LabKernels, Matrix, Product } from "./labKernels";
import type { Values } from "./normKernels";
import { createNormTwin } from "./normTwin";

/** The kernels of networks in plain TypeScript: what compiled ones must compute. Sums are float64. */
export function createLabTwin(): LabKernels {
  return { ...createNormTwin(), borrowNow: (work) => work(), clear() {}, multiply };
}

function multiply(a: Matrix, b: Values, c: Values, { rows, inner, columns }: Product, add: boolean): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = add ? c[i * columns + j]! : 0;
      for (let k = 0; k < inner; k++) sum += a.values[i * a.row + k * a.column]! * b[k * columns + j]!;
      c[i * columns + j] = sum;
    }
  }
}

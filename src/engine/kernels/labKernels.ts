import type { NormKernels, Values } from "./normKernels";

/** A matrix whose values lie `row` apart from one row to the next, and `column` from one column to the next. */
export interface Matrix {
  readonly values: Values;
  readonly row: number;
  readonly column: number;
}

/** Sizes of a product: of rows x inner and inner x columns values. */
export interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** What networks are trained with: the kernels of normalization, and matrix products. */
export interface LabKernels extends NormKernels {
  /** Forgets all arrays made since `work` began, whose results must not be among them. */
  borrowNow<T>(work: () => T): T;
  /** Forgets all arrays. */
  clear(): void;
  /**
   * c = a b, or c + a b with `add`; b and c have their rows one after the other, and c is neither a nor b. Each sum is
   * taken in the order of `inner`: for float32 within inner × 2^-24 of the sum of magnitudes.
   */
  multiply(a: Matrix, b: Values, c: Values, sizes: Product, add: boolean): void;
}

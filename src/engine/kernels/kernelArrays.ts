import type { NormKernels, Values } from "./normKernels";

/** Arrays in the memory of kernels, one after the other. */
export interface KernelArrays extends Pick<NormKernels, "float32" | "float64"> {
  /** Forgets all arrays made since `work` began, whose results must not be among them. */
  borrow<T>(work: () => Promise<T>): Promise<T>;
  /** The same, of work that does not wait. */
  borrowNow<T>(work: () => T): T;
  /** Forgets all arrays. */
  clear(): void;
  /** Where an array begins. Throws where it is not in this memory. */
  placeOf(array: Values): number;
  /** A region for the next call only. */
  scratch(bytes: number): number;
}

/**
 * Caches keep what lies a multiple of so many bytes apart in the same few places, and take a load for one that must
 * wait for a store: large arrays, which are walked through side by side, begin elsewhere each.
 */
const SET = 4096;
const SKEW = 33 * 64;
/** The first page is the compiler's. */
const START = 65_536;

export function createKernelArrays(memory: WebAssembly.Memory): KernelArrays {
  let end = START;
  let used = START;
  let large = 0;
  let scratch = { place: 0, bytes: 0 };

  function take(bytes: number): number {
    const place = bytes < SET ? end : end + ((large++ * SKEW - end) & (SET - 1));
    end = place + Math.ceil(bytes / 64) * 64;
    if (end > memory.buffer.byteLength) {
      throw new Error(`arrays of ${end - START} bytes do not fit the kernels' ${memory.buffer.byteLength - START}`);
    }
    if (place < used) new Uint8Array(memory.buffer, place, end - place).fill(0);
    used = Math.max(used, end);
    return place;
  }

  function giveBack(mark: number): void {
    end = mark;
    scratch = { place: 0, bytes: 0 };
  }

  return {
    float32: (length) => new Float32Array(memory.buffer, take(length * 4), length),
    float64: (length) => new Float64Array(memory.buffer, take(length * 8), length),
    async borrow(work) {
      const mark = end;
      try {
        return await work();
      } finally {
        giveBack(mark);
      }
    },
    borrowNow(work) {
      const mark = end;
      try {
        return work();
      } finally {
        giveBack(mark);
      }
    },
    clear: () => giveBack(START),
    placeOf(array) {
      if (array.buffer !== memory.buffer) throw new Error("an array is not in the kernels' memory");
      return array.byteOffset;
    },
    scratch(bytes) {
      if (bytes > scratch.bytes) scratch = { place: take(bytes), bytes };
      return scratch.place;
    },
  };
}

import { createMemory, instantiate } from "./instantiate";

/** Compiled kernels whose memory is laid out anew for every task. */
export interface KernelMemory<Exports> {
  readonly exports: Exports;
  /**
   * Makes room for regions of so many bytes and says where each begins, aligned to 64 bytes. What was there before
   * is still there; arrays on the memory are to be made after this call, which may move it.
   */
  layOut<Name extends string>(regions: Readonly<Record<Name, number>>): Record<Name, number>;
  readonly buffer: ArrayBuffer;
}

/** The first page is the compiler's. */
const START = 65_536;
const PAGE = 65_536;

export function createKernelMemory<Exports>(): KernelMemory<Exports> {
  const { memory, exports } = instantiate<Exports>(createMemory(START));
  return {
    exports,
    layOut(regions) {
      let end = START;
      const places = Object.entries<number>(regions).map(([name, bytes]) => {
        const place = end;
        end += Math.ceil(bytes / 64) * 64;
        return [name, place];
      });
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      return Object.fromEntries(places);
    },
    get buffer() {
      return memory.buffer;
    },
  };
}

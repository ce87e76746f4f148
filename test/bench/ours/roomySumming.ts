import type { Storage, Summer } from "../../../src/engine/kernels/profileKernels";
import { createProfileWasm } from "../../../src/engine/kernels/profileWasm";

/** The product's own summer, in a memory that has room for more. */
export interface RoomySumming {
  readonly memory: WebAssembly.Memory;
  /** Where the room begins. */
  readonly room: number;
  start(): Summer;
}

const PAGE = 65_536;

/**
 * A summer reads values where they lie in its memory, slab by slab, and has room for two slabs, which would never
 * leave the cache. Its memory is its own: so it is noted here as it is created, and grown once it is laid out.
 */
export function roomySumming(storage: Storage, bytes: number): RoomySumming {
  const { Memory } = WebAssembly;
  const created: WebAssembly.Memory[] = [];
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      created.push(this);
    }
  };
  const summing = createProfileWasm();
  WebAssembly.Memory = Memory;
  summing(storage);
  const memory = created[0]!;
  const room = memory.buffer.byteLength;
  memory.grow(Math.ceil(bytes / PAGE));
  return { memory, room, start: () => summing(storage) };
}

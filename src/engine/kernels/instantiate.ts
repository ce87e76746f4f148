/// <reference path="./kernelsModules.d.ts" />
/// <reference path="./webAssembly.d.ts" />
import { bytes as relaxed } from "kernels:relaxed";
import { bytes as simd } from "kernels:simd";

/** The compiled kernels on a memory of their own. */
export interface KernelInstance<Exports> {
  readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
}

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** Memory for kernels; grows up to 4 GiB. Throws where more is asked for. */
export function createMemory(bytes: number): WebAssembly.Memory {
  const initial = Math.ceil(bytes / PAGE_BYTES);
  if (initial > MAX_PAGES) throw new Error(`kernels would need ${bytes} bytes of memory, but can have 4 GiB`);
  return new WebAssembly.Memory({ initial, maximum: MAX_PAGES });
}

/** @typeParam Exports those of assembly/index.ts that the caller uses; pointers and sizes are numbers */
export function instantiate<Exports>(memory: WebAssembly.Memory): KernelInstance<Exports> {
  const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  return { memory, exports: instance.exports as Exports };
}

let compiled: WebAssembly.Module | null = null;

/** Fused multiply-add where there is: Node 20 and older browsers refuse that module. */
function kernelModule(): WebAssembly.Module {
  if (!compiled) {
    const bytes = relaxed();
    compiled = new WebAssembly.Module(WebAssembly.validate(bytes) ? bytes : simd());
  }
  return compiled;
}

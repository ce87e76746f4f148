/// <reference path="./kernelsModules.d.ts" />
/// <reference path="./webAssembly.d.ts" />
import relaxed from "kernels:relaxed";
import simd from "kernels:simd";

/** The compiled kernels on a memory of their own, or on one that several threads share. */
export interface KernelInstance<Exports> {
  readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
}

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** Memory for kernels; `shared` needs SharedArrayBuffer. Grows up to 4 GiB. */
export function createMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const initial = Math.ceil(bytes / PAGE_BYTES);
  if (initial > MAX_PAGES) throw new Error(`kernels would need ${bytes} bytes of memory, but can have 4 GiB`);
  return new WebAssembly.Memory({ initial, maximum: MAX_PAGES, shared });
}

/** @typeParam Exports those of assembly/index.ts that the caller uses; pointers and sizes are numbers */
export function instantiate<Exports>(memory: WebAssembly.Memory): KernelInstance<Exports> {
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const instance = new WebAssembly.Instance(moduleFor(shared), { env: { memory } });
  return { memory, exports: instance.exports as Exports };
}

const modules = new Map<boolean, WebAssembly.Module>();

function moduleFor(shared: boolean): WebAssembly.Module {
  let module = modules.get(shared);
  if (!module) {
    const bytes = hasRelaxedSimd() ? relaxed : simd;
    module = new WebAssembly.Module(shared ? importShared(bytes) : bytes);
    modules.set(shared, module);
  }
  return module;
}

/** Fused multiply-add; Node 20 and older browsers refuse the module. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxed);
}

/**
 * The same module, importing a shared memory. No kernel uses atomics, so the code of both is the same;
 * they differ in one bit of the memory's limits (WebAssembly core specification, 5.3.8).
 */
function importShared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const name = Array.from("memory", (letter) => letter.charCodeAt(0));
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte)) + name.length;
  const [kind, limits] = [bytes[at], bytes[at + 1]];
  if (kind !== 2 || limits !== 1) throw new Error(`the kernels' memory import has kind ${kind} and limits ${limits}`);
  const patched = bytes.slice();
  patched[at + 1] = 3;
  return patched;
}

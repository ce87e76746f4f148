/// <reference path="./hdf5Modules.d.ts" />
/// <reference path="../../engine/kernels/webAssembly.d.ts" />

import { create } from "hdf5:library";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import type { Hdf5Library } from "../../readers/hdf5/hdf5Library";

const wasm = join(__dirname, "hdf5.wasm.br");

const PAGE_BYTES = 65_536;
/** Where the library's memory ends: lying sizes in a small file make it run out, not the machine. */
const MOST_BYTES = 192 << 20;
const MOST_MESSAGES = 200;

let compiled: WebAssembly.Module | null = null;

/** A library of its own, some 20 MB of memory; compiling it is done once. Nothing that it prints is shown. */
export async function instantiate(): Promise<Hdf5Library> {
  compiled ??= new WebAssembly.Module(brotliDecompressSync(readFileSync(wasm)));
  const module = compiled;
  const messages: string[] = [];
  const functions = await create({
    noInitialRun: true,
    print() {},
    printErr(line) {
      if (messages.length < MOST_MESSAGES) messages.push(line);
    },
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      limitMemory(instance.exports.memory as WebAssembly.Memory);
      done(instance, module);
      return instance.exports;
    },
  });
  return { functions, takeMessages: () => messages.splice(0) };
}

function limitMemory(memory: WebAssembly.Memory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > MOST_BYTES) throw new RangeError("no more memory");
    return grow(pages);
  };
}

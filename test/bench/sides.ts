import { existsSync } from "node:fs";
import { join } from "node:path";
import { pythonWith } from "./python";
import { type Command, type Side, startSide } from "./side";

/** All that can be measured, by the names that rows use. */
export const SIDES = {
  ours: nodeSide("ours.js"),
  numpy: pythonSide("numpy", {}),
  numpyTuned: pythonSide("numpy", heapReuse()),
  torch: pythonSide("torch", {}),
  torchTuned: pythonSide("torch", heapReuse()),
  ortNode: nodeSide("ortNode.js", "onnxruntime-node"),
  ortWeb: nodeSide("ortWeb.js", "onnxruntime-web"),
  tfjs: nodeSide("tfjs.js", "@tensorflow/tfjs", "cpu"),
  tfjsWasm: nodeSide("tfjs.js", "@tensorflow/tfjs-backend-wasm", "wasm"),
};

export type SideName = keyof typeof SIDES;

/** @throws in one line, where the side is not installed or does not come up */
export async function openSide(name: SideName): Promise<Side> {
  const side = await startSide(await SIDES[name]());
  const tuned = name.endsWith("Tuned") ? ", heap reuse" : "";
  return { ...side, about: side.about + tuned };
}

function nodeSide(script: string, packageName?: string, ...args: string[]): () => Promise<Command> {
  return async () => {
    if (packageName && !existsSync(join(process.cwd(), ".bench", "node_modules", packageName))) {
      throw new Error(`${packageName} is not installed: npm run bench -- --install-peers`);
    }
    return { command: process.execPath, args: [join(__dirname, script), ...args] };
  };
}

function pythonSide(packageName: "numpy" | "torch", env: Record<string, string>): () => Promise<Command> {
  return async () => {
    const command = await pythonWith(packageName);
    if (!command) throw new Error(`no Python with ${packageName} found; NORMSCOPE_PYTHON may name one`);
    const script = join(process.cwd(), "test", "bench", "peers", `${packageName}_side.py`);
    // What is installed beside the other peers.
    const PYTHONPATH = join(process.cwd(), ".bench", "python");
    const single = { PYTHONPATH, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" };
    return { command, args: [script], env: { ...single, ...env } };
  };
}

/** Makes glibc keep freed memory: fresh pages cost more than what is computed in them. Elsewhere it does nothing. */
function heapReuse(): Record<string, string> {
  const settings = { mmap_threshold: 2 ** 33, trim_threshold: 2 ** 34, mmap_max: 0, top_pad: 2 ** 26 };
  const tunables = Object.entries(settings).map(([name, value]) => `glibc.malloc.${name}=${value}`);
  return { GLIBC_TUNABLES: tunables.join(":") };
}

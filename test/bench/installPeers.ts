import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pythonWith } from "./python";

/** Too large to be dependencies: they are installed apart, and only by who wants to compare. */
const PEERS: Readonly<Record<string, string>> = {
  "onnxruntime-node": "1.30.0",
  "onnxruntime-web": "1.30.0",
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
};

/**
 * Without their scripts: that of onnxruntime-node would fetch what only GPUs need.
 *
 * @param more other packages, as name@version
 */
export async function installPeers(more: readonly string[]): Promise<void> {
  mkdirSync(".bench", { recursive: true });
  const others = more.map((spec) => [spec.slice(0, spec.lastIndexOf("@")), spec.slice(spec.lastIndexOf("@") + 1)]);
  const dependencies = { ...PEERS, ...Object.fromEntries(others) };
  writeFileSync(".bench/package.json", `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`);
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, {
    cwd: ".bench",
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("npm could not install the peers");
  await installBfloat16();
}

/** The dtype that NumPy lacks, for the Python that has NumPy. */
async function installBfloat16(): Promise<void> {
  const python = await pythonWith("numpy");
  const target = ["--target", join(".bench", "python"), "--upgrade", "--no-deps", "--quiet", "ml_dtypes==0.5.4"];
  if (python && spawnSync(python, ["-m", "pip", "install", ...target], { stdio: "inherit" }).status === 0) return;
  process.stderr.write("ml_dtypes could not be installed: NumPy is left without bfloat16\n");
}

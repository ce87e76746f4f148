import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

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
export function installPeers(more: readonly string[]): void {
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
}

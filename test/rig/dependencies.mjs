import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { inRoot, root } from "./paths.mjs";
import { npm } from "./processes.mjs";

const stamp = inRoot("node_modules", ".normscope-lock");

/** Installs what package-lock.json names, unless node_modules holds exactly that already. */
export async function installDependencies() {
  const lock = createHash("sha256")
    .update(await readFile(inRoot("package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === lock) return;
  console.log("Installing the packages of package-lock.json …");
  const code = await npm(["ci", "--no-audit", "--no-fund"], { cwd: root });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}.`);
  await writeFile(stamp, lock);
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const CANDIDATES = [process.env.NORMSCOPE_PYTHON, "python3", "python", "/usr/bin/python3"];

/** The first Python of this machine that has the package, or null. */
export async function pythonWith(packageName: string): Promise<string | null> {
  for (const python of CANDIDATES) {
    if (!python) continue;
    const has = await promisify(execFile)(python, ["-c", `import ${packageName}`]).then(
      () => true,
      () => false,
    );
    if (has) return python;
  }
  return null;
}

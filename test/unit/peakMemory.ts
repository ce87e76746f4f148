import { existsSync, readFileSync } from "node:fs";

/**
 * Peak memory of this process in KiB. On Linux, what `resourceUsage` says of a child begins with what its parent had
 * when it was started, which is of another program.
 */
export function peakMemoryKib(): number {
  const status = "/proc/self/status";
  if (!existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))![1]);
}

/** The same as a JavaScript expression, for scripts of other processes, in which `fs` is Node's. */
export const PEAK_MEMORY_KIB = `(() => {
  const status = "/proc/self/status";
  if (!fs.existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\\s+(\\d+) kB/.exec(fs.readFileSync(status, "utf8"))[1]);
})()`;

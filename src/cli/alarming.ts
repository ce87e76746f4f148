import type { Report } from "../engine/report";

/** Whether something was found that makes exit code 1: information and hints are true of healthy models too. */
export function isAlarming({ norms, layers, findings }: Report): boolean {
  const all = [...findings, ...[...norms, ...layers].flatMap((layer) => layer.findings)];
  return all.some(({ severity }) => severity === "error" || severity === "warning");
}

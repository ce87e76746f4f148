// Whether a vulnerability is known of what is installed, where the registry tells: npm run audit
import { spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

const { stdout } = spawnSync("npm", ["audit", "--json"], {
  cwd: root,
  encoding: "utf8",
  shell: process.platform === "win32",
});
const { vulnerabilities } = answerOf(stdout);
if (vulnerabilities === undefined) {
  console.log("The registry does not answer what vulnerabilities are known: nothing was audited.");
  console.log("0 passed, 0 failed");
} else {
  const found = Object.values(vulnerabilities);
  for (const { name, severity, range } of found) console.log(`${severity}: ${name} ${range}`);
  const grave = found.filter(({ severity }) => severity === "high" || severity === "critical").length;
  console.log(`${grave === 0 ? 1 : 0} passed, ${grave} failed`);
  process.exitCode = grave === 0 ? 0 : 1;
}

/** @param {string} text @returns {{vulnerabilities?: Record<string, {name: string, severity: string, range: string}>}} */
function answerOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

import { fork, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { atEnd } from "./lifetime.mjs";

const windows = process.platform === "win32";

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; a signal counts as 1
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** npm is a script on Windows, which only a shell can start. */
export const npm = (/** @type {string[]} */ args, options = {}) => run("npm", args, { shell: windows, ...options });

/**
 * Runs a script that may send what came out, once, to its end. What it prints is returned, unless it is taken as it comes.
 * @param {string} script
 * @param {string[]} args
 * @param {import("node:child_process").ForkOptions & {minutes?: number, take?: (text: Buffer) => void}} [options]
 *   minutes: what takes longer is killed
 */
export async function runApart(script, args, { minutes = 60, take, ...options } = {}) {
  const child = fork(script, args, { silent: true, ...options });
  /** @type {Buffer[]} */
  const held = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", take ?? ((chunk) => held.push(chunk)));
  /** @type {any} */
  let sent;
  child.once("message", (message) => {
    sent = message;
  });
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, minutes * 60_000);
  /** @type {number | string} */
  const exitCode = await new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal ?? 1)));
  clearTimeout(limit);
  return { exitCode, timedOut, sent, output: Buffer.concat(held) };
}

/**
 * Starts a service in a process group of its own, which ends with this process at the latest.
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, onOutput?: (text: string) => void}} [options]
 */
export async function startProcess(command, args, { onOutput = () => {}, ...options } = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: !windows, ...options });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", onOutput);
  /** @type {Promise<number | string>} */
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown")));
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (windows) child.kill(signal);
      else process.kill(-Number(child.pid), signal);
    } catch {
      // The group is gone already.
    }
  };
  const killNow = () => kill("SIGKILL");
  process.once("exit", killNow);
  const stop = async () => {
    kill("SIGTERM");
    await Promise.race([exited, sleep(5000, undefined, { ref: false })]);
    killNow();
    await exited;
    process.off("exit", killNow);
  };
  atEnd(stop);
  return { exited, stop };
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/**
 * Waits until something answers at an address, or until the process behind it has ended.
 * @param {string} url
 * @param {Promise<unknown>} exited
 */
export async function answering(url, exited, seconds = 30) {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline && !ended; await sleep(100)) {
    try {
      await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      // Not listening yet.
    }
  }
  throw new Error(ended ? `The server of ${url} ended early.` : `Nothing answered at ${url} within ${seconds} s.`);
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @type {(() => unknown)[]} */
const ends = [];

/** Registers work for the end of the run, also when a signal ends it. The latest is undone first. */
export function atEnd(/** @type {() => unknown} */ end) {
  ends.push(end);
}

export async function endAll() {
  for (let end = ends.pop(); end; end = ends.pop()) {
    try {
      await end();
    } catch (error) {
      console.error(`While cleaning up: ${error instanceof Error ? error.message : error}`);
    }
  }
}

export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "normscope-"));
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return folder;
}

/** @type {Record<string, number>} */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
for (const [signal, code] of Object.entries(exitCodes)) {
  process.once(signal, () => void endAll().finally(() => process.exit(code)));
}

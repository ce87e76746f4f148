import { setImmediate } from "node:timers/promises";
import type { Progress } from "../protocol/engineApi";

/** Told as work goes on. */
export interface Watch {
  /** A share of the whole. */
  onProgress(progress: Progress): void;
  /** Bytes that have been read since it was last told, where it is not known how many there are. */
  onBytes(bytes: number): void;
  /** Likewise, by work that would let no Ctrl-C come in but for its waiting for this. */
  onShare(share: number): Promise<void>;
}

/**
 * Runs what may take long: its progress stands in one line of a terminal's standard error, and the first Ctrl-C ends the
 * program at once, with one line that says so. Elsewhere nothing is told.
 *
 * @param name the command's, as a person typed it
 */
export async function watched<T>(name: string, work: (watch: Watch) => Promise<T>): Promise<T> {
  const line = progressLine();
  const interrupt = () => {
    line.clear();
    process.stderr.write(`normscope: ${name} was interrupted\n`);
    process.exit(2);
  };
  let bytesRead = 0;
  const showShare = (share: number) => line.show(`${Math.floor(100 * share)} %  ${name}`);
  const watch: Watch = {
    onProgress: ({ done, total }) => showShare(done / Math.max(1, total)),
    onBytes(bytes) {
      bytesRead += bytes;
      line.show(`${Math.floor(bytesRead / 1e6)} MB read  ${name}`);
    },
    async onShare(share) {
      showShare(share);
      await setImmediate();
    },
  };
  process.once("SIGINT", interrupt);
  try {
    return await work(watch);
  } finally {
    process.off("SIGINT", interrupt);
    line.clear();
  }
}

function progressLine() {
  let told = "";
  return {
    show(text: string): void {
      if (!process.stderr.isTTY || text === told) return;
      told = text;
      process.stderr.write(`\r${text}\x1b[K`);
    },
    clear(): void {
      if (told) process.stderr.write("\r\x1b[K");
      told = "";
    },
  };
}

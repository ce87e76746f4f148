import { open } from "node:fs/promises";
import { join } from "node:path";
import { profileFiles } from "../../../src/worker/profileFiles";
import { createThreads } from "../../../src/worker/threads";
import type { Task } from "../protocol";
import type { Prepared } from "../serve";

const CHUNK = 2 ** 22;

/** From a path to a report, as the product does it; and the file only read, through one buffer. */
export function prepareFile({ values }: Task): Prepared {
  const request = { paths: [values], momentum: 0.1, convention: "pytorch" } as const;
  const other = createThreads(join(__dirname, "worker.js"), 1);
  const buffer = new Uint8Array(CHUNK);
  const read = async () => {
    const file = await open(values, "r");
    while ((await file.read(buffer, 0, CHUNK)).bytesRead > 0);
    await file.close();
  };
  return {
    runs: {
      file: () => profileFiles(request),
      file2: () => profileFiles(request, undefined, other),
      read,
    },
    drop: () => other.end(),
  };
}

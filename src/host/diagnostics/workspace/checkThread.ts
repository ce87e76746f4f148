import { Worker } from "node:worker_threads";
import type { Outcome } from "../../../check/checkEach";
import type { CheckedFile } from "../../../check/checkedFile";
import type { CheckJob } from "../../../check/checkPath";
import { type Answer, createCaller } from "../../../protocol/rpc";

/** Checks files on disk away from the thread that answers to keys. */
export interface CheckThread {
  /** Null where a file cannot be read, or is a notebook in another language. @throws where the thread has stopped */
  check(job: CheckJob): Promise<CheckedFile | null>;
  end(): void;
}

/** @param program the command line's, whose threads check one file after the other */
export function startCheckThread(program: string): CheckThread {
  const worker = new Worker(program);
  const caller = createCaller((call) => worker.postMessage(call));
  worker.on("message", (answer: Answer) => caller.receive(answer));
  worker.on("error", (error) => caller.fail(error.message));
  worker.on("exit", (code) => caller.fail(`exit code ${code}`));
  return {
    async check(job) {
      const outcome = (await caller.call("check", job)) as Outcome;
      return "failure" in outcome ? null : (outcome.checked?.file ?? null);
    },
    end: () => void worker.terminate(),
  };
}

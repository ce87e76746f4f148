import { Worker } from "node:worker_threads";
import type { OpenFindings, OpenText } from "../../../check/checkOpen";
import { type Answer, type Caller, createCaller } from "../../../protocol/rpc";

/** Checks texts together with what they import, away from the thread that answers to keys. */
export interface ImportsThread {
  /** @throws where the thread has stopped; the next call starts another */
  check(text: OpenText): Promise<OpenFindings | null>;
  dispose(): void;
}

/** What it has read is then in the cache, or read again. */
const IDLE_MS = 300_000;

/** @param program the command line's, whose threads do it; started when it is first needed, and ended when it is idle */
export function createImportsThread(program: string): ImportsThread {
  let running: { readonly worker: Worker; readonly caller: Caller } | null = null;
  let idle: NodeJS.Timeout | undefined;

  function start() {
    const worker = new Worker(program);
    const caller = createCaller((call) => worker.postMessage(call));
    const stop = (why: string) => {
      if (running?.worker === worker) running = null;
      caller.fail(why);
    };
    worker.on("message", (answer: Answer) => caller.receive(answer));
    worker.on("error", (error) => stop(error.message));
    worker.on("exit", (code) => stop(`exit code ${code}`));
    return { worker, caller };
  }

  const end = () => {
    clearTimeout(idle);
    void running?.worker.terminate();
    running = null;
  };

  return {
    async check(text) {
      clearTimeout(idle);
      running ??= start();
      try {
        return (await running.caller.call("open", text)) as OpenFindings | null;
      } finally {
        clearTimeout(idle);
        idle = setTimeout(end, IDLE_MS);
      }
    },
    dispose: end,
  };
}

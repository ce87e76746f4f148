import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { EngineApi, PartsRequest, SummedParts } from "../protocol/engineApi";
import { type Answer, createCaller } from "../protocol/rpc";
import { quoteReason } from "../readers/quoteName";

/** Threads that sum parts of a large tensor, each reading the file by itself. Started when asked for, again where one has died. */
export interface Threads {
  /** How many there are beside the caller's own. */
  readonly count: number;
  sum(thread: number, request: PartsRequest): Promise<SummedParts>;
  end(): void;
}

/** @param script the worker's bundle, which answers as the extension host's does */
export function createThreads(script: string, count: number): Threads {
  const started: (Thread | undefined)[] = [];
  const forget = (gone: Thread) => {
    const thread = started.indexOf(gone);
    if (thread >= 0) started[thread] = undefined;
  };
  return {
    count,
    sum(thread, request) {
      started[thread] ??= start(script, forget);
      return started[thread].sum(request);
    },
    end() {
      for (const thread of started.splice(0)) thread?.end();
    },
  };
}

/** One less than the machine can run at once, and few enough that memory bandwidth is not what they wait for. */
export function otherThreads(): number {
  return Math.min(availableParallelism(), 8) - 1;
}

interface Thread {
  readonly sum: EngineApi["sumParts"];
  end(): void;
}

function start(script: string, onGone: (thread: Thread) => void): Thread {
  const worker = new Worker(script);
  const caller = createCaller((call) => worker.postMessage(call));
  worker.on("message", (answer: Answer) => caller.receive(answer));
  const gone = (message: string) => {
    caller.fail(message);
    onGone(thread);
  };
  worker.on("error", (error) => gone(`a thread of the engine stopped: ${quoteReason(error)}`));
  worker.on("exit", (code) => gone(`a thread of the engine stopped with exit code ${code}`));
  const thread: Thread = {
    sum: (request) => caller.call("sumParts", request) as Promise<SummedParts>,
    end: () => void worker.terminate(),
  };
  return thread;
}

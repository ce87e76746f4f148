import { l10n } from "vscode";
import type {
  Captured,
  CapturedRequest,
  CompareRequest,
  EngineApi,
  FileRequest,
  Followed,
  FollowRequest,
  LayerRequest,
  NormsRequest,
  ProfileRequest,
  Progress,
  TensorListing,
  WhatIfRequest,
} from "../protocol/engineApi";
import type { Measured } from "../protocol/measured";
import { type Answer, type Caller, createCaller } from "../protocol/rpc";
import type { HealthRequest, RunHealth } from "../protocol/runHealth";
import { startThread } from "./thread";

/** The engine, in threads of its own: one a job, so that ending a job ends nothing else. */
export interface Engine {
  profile(request: ProfileRequest, options: JobOptions): Promise<string>;
  compare(request: CompareRequest, options: JobOptions): Promise<string>;
  whatIf(request: WhatIfRequest, options: JobOptions): Promise<string>;
  captured(request: CapturedRequest, options: JobOptions): Promise<Captured>;
  list(request: FileRequest, options: JobOptions): Promise<TensorListing>;
  norms(request: NormsRequest, options: JobOptions): Promise<string>;
  health(request: HealthRequest, options: JobOptions): Promise<RunHealth>;
  measured(request: ProfileRequest, options: JobOptions): Promise<Measured | null>;
  /** Reserves a thread for runs that are followed, from the first call on. */
  startFollowing(): Following;
  dispose(): void;
}

/**
 * A thread that keeps what it has read of some runs, until it is disposed of. Where it dies, or a call is aborted, the
 * next call starts another, which reads all again. One that finds nothing to follow is given back.
 */
export interface Following {
  follow(request: FollowRequest, options: JobOptions): Promise<Followed>;
  layer(request: LayerRequest, options: JobOptions): Promise<string>;
  dispose(): void;
}

export interface JobOptions {
  /** Aborting ends the job's thread at once; its call fails with "Cancelled". */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Is told what was done with some files, and how long it took. */
export type TellJob = (what: string, paths: readonly string[], milliseconds: number, failure?: Error) => void;

/** @param script absolute path of the worker's bundle; started on the first job, the idle one kept */
export function createEngine(script: string, tellJob: TellJob = () => {}): Engine {
  let idle: EngineThread | null = null;
  const running = new Set<EngineThread>();

  const forget = (gone: EngineThread) => {
    if (idle === gone) idle = null;
  };

  function take(): EngineThread {
    const thread = idle ?? startEngineThread(script, forget);
    idle = null;
    running.add(thread);
    return thread;
  }

  function giveBack(thread: EngineThread): void {
    running.delete(thread);
    if (thread.ended || idle) thread.end("No longer needed.");
    else idle = thread;
  }

  async function callIn(
    thread: EngineThread,
    method: keyof EngineApi,
    argument: unknown,
    { signal, onProgress }: JobOptions,
  ): Promise<unknown> {
    const cancel = () => thread.end("Cancelled.");
    signal.addEventListener("abort", cancel);
    const begun = performance.now();
    const told = (failure?: Error) => {
      // What goes on all the time would leave no room for anything else.
      if (!signal.aborted && (failure || !OFTEN.has(method)))
        tellJob(method, pathsOf(argument), performance.now() - begun, failure);
    };
    try {
      const answer = await thread.caller.call(method, argument, onProgress);
      told();
      return answer;
    } catch (error) {
      told(error as Error);
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  async function run(method: keyof EngineApi, argument: unknown, options: JobOptions): Promise<unknown> {
    options.signal.throwIfAborted();
    const thread = take();
    try {
      return await callIn(thread, method, argument, options);
    } finally {
      giveBack(thread);
    }
  }

  function startFollowing(): Following {
    let own: EngineThread | null = null;
    let disposed = false;
    const call = (method: keyof EngineApi, argument: unknown, options: JobOptions) => {
      options.signal.throwIfAborted();
      if (disposed) throw new Error("Nothing is followed any more.");
      if (own?.ended) running.delete(own);
      if (own === null || own.ended) own = take();
      return callIn(own, method, argument, options);
    };
    return {
      async follow(request, options) {
        const followed = (await call("follow", request, options)) as Followed;
        if (followed.live === null && own !== null) {
          giveBack(own);
          own = null;
        }
        return followed;
      },
      layer: async (request, options) => (await call("layer", request, options)) as string,
      dispose() {
        disposed = true;
        if (own === null) return;
        running.delete(own);
        own.end("Closed.");
      },
    };
  }

  return {
    profile: (request, options) => run("profile", request, options) as ReturnType<EngineApi["profile"]>,
    compare: (request, options) => run("compare", request, options) as ReturnType<EngineApi["compare"]>,
    whatIf: (request, options) => run("whatIf", request, options) as ReturnType<EngineApi["whatIf"]>,
    captured: (request, options) => run("captured", request, options) as ReturnType<EngineApi["captured"]>,
    list: (request, options) => run("list", request, options) as ReturnType<EngineApi["list"]>,
    norms: (request, options) => run("norms", request, options) as ReturnType<EngineApi["norms"]>,
    startFollowing,
    measured: (request, options) => run("measured", request, options) as ReturnType<EngineApi["measured"]>,
    health: (request, options) => run("health", request, options) as ReturnType<EngineApi["health"]>,
    dispose() {
      for (const thread of [...running, ...(idle ? [idle] : [])]) thread.end("Normscope was switched off.");
    },
  };
}

/** Asked again and again of runs that go on. */
const OFTEN: ReadonlySet<keyof EngineApi> = new Set(["health", "measured", "follow", "layer"]);

function pathsOf(argument: unknown): readonly string[] {
  const { paths, path } = argument as { readonly paths?: readonly string[]; readonly path?: string };
  return paths ?? (path === undefined ? [] : [path]);
}

interface EngineThread {
  readonly caller: Caller;
  readonly ended: boolean;
  end(message: string): void;
}

function startEngineThread(script: string, onGone: (thread: EngineThread) => void): EngineThread {
  let ended = false;
  const gone = (message: string) => {
    ended = true;
    caller.fail(message);
    onGone(thread);
  };
  const own = startThread<Answer>(script, {
    hear: (answer) => caller.receive(answer),
    failed: (why) => gone(l10n.t("The engine stopped: {0}. The next command starts it again.", why)),
    exited: (code) => gone(l10n.t("The engine stopped with exit code {0}. The next command starts it again.", code)),
  });
  const caller = createCaller((call) => own.post(call));
  const thread: EngineThread = {
    caller,
    get ended() {
      return ended;
    },
    end(message) {
      gone(message);
      own.end();
    },
  };
  return thread;
}

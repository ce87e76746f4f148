import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type MessagePort, Worker } from "node:worker_threads";
import type { PlacedHover } from "../analysis/hoverText";
import { type Answer, answer, type Call, CallFailed, createCaller, type Handlers } from "../protocol/rpc";
import { quoteName } from "../readers/quoteName";
import { checkOpen, type OpenCheck, type OpenFindings } from "./checkOpen";
import { type CheckedPath, type CheckJob, checkPath } from "./checkPath";
import { hoverOpen, type OpenPlace } from "./hoverOpen";
import { loadParser } from "./loadParser";
import { createPlacesOfModules, type ModulePlaces, type OpenModules } from "./modelPlaces";
import { createOpenTexts } from "./openTexts";
import { createCodeStores } from "./stores";

/** What became of a file: null for a notebook in another language; a failure in one line that does not name the file. */
export type Outcome = { readonly checked: CheckedPath | null } | { readonly failure: string };

/** Starting a thread takes as long as checking so many files. */
const FEW = 60;
const MOST_THREADS = 8;

/**
 * Checks files, in as many threads as the machine runs at once where there are many; the outcomes are in the order of the
 * jobs. @throws where a thread stops
 */
export async function checkEach(jobs: readonly CheckJob[]): Promise<readonly Outcome[]> {
  const count = jobs.length < FEW ? 1 : Math.min(availableParallelism(), MOST_THREADS);
  const lanes = count === 1 ? [await ownLane()] : Array.from({ length: count }, threadLane);
  const outcomes: Outcome[] = [];
  const stretches = lanes.map((_, i) => ({
    next: Math.floor((i * jobs.length) / count),
    end: Math.floor(((i + 1) * jobs.length) / count),
  }));
  const work = async (lane: Lane, own: number) => {
    for (let i = nextOf(stretches, own); i !== null; i = nextOf(stretches, own)) {
      outcomes[i] = await lane.check(jobs[i]!);
    }
  };
  try {
    // A lane that has answered finds its next job before it, instead of waiting for a turn of this thread.
    await Promise.all([...lanes.map(work), ...lanes.map(work)]);
    return outcomes;
  } finally {
    for (const lane of lanes) lane.end();
  }
}

/** Jobs that have not begun, from `next` up to `end`. */
interface Stretch {
  next: number;
  end: number;
}

/**
 * The next job of a thread's own stretch, and then the last one of whatever stretch is the longest: files that lie together
 * import the same ones, which a thread has read once.
 */
function nextOf(stretches: readonly Stretch[], own: number): number | null {
  const mine = stretches[own]!;
  if (mine.next < mine.end) return mine.next++;
  const longest = stretches.reduce((a, b) => (b.end - b.next > a.end - a.next ? b : a));
  return longest.next < longest.end ? --longest.end : null;
}

interface Lane {
  check(job: CheckJob): Promise<Outcome>;
  end(): void;
}

/** What a thread of the command line answers to. */
export interface CheckApi {
  check(job: CheckJob): Promise<Outcome>;
  open(text: OpenCheck): Promise<OpenFindings | null>;
  hover(place: OpenPlace): Promise<PlacedHover | null>;
  places(modules: OpenModules): Promise<ModulePlaces>;
}

async function ownLane(): Promise<Lane & CheckApi> {
  const parser = await loadParser();
  const stores = createCodeStores(parser);
  const texts = createOpenTexts(parser, stores.of);
  const modules = createPlacesOfModules(parser, stores.of);
  return {
    check: (job) =>
      checkPath(job, parser, job.project && stores.of(job.project)).then(
        (checked) => ({ checked }),
        (error) => ({ failure: messageOf(error) }),
      ),
    open: async (text) => checkOpen(text, texts),
    hover: async (place) => hoverOpen(place, texts),
    places: modules.of,
    end: () => undefined,
  };
}

function threadLane(): Lane {
  const worker = new Worker(join(__dirname, "cli.mjs"));
  const caller = createCaller((call) => worker.postMessage(call));
  const stop = (why: string) => caller.fail(`a thread stopped: ${why}`);
  worker.on("message", (message: Answer) => caller.receive(message));
  worker.on("error", (error) => stop(quoteName(error.message, 160)));
  worker.on("exit", (code) => stop(`exit code ${code}`));
  return {
    check: (job) => caller.call("check", job) as Promise<Outcome>,
    end: () => void worker.terminate(),
  };
}

/** What a thread of the command line does: it answers for one file after the other. */
export function serveChecks(port: MessagePort): void {
  const lane = ownLane();
  port.on("message", (call: Call) => {
    const handlers: Handlers<CheckApi> = {
      check: async (job) => (await lane).check(job),
      open: async (text) => (await lane).open(text),
      hover: async (place) => (await lane).hover(place),
      places: async (open) => (await lane).places(open),
    };
    void answer(handlers, call, (message) => port.postMessage(message), messageAsFailure);
  });
}

function messageAsFailure(error: unknown) {
  return error instanceof CallFailed ? error.failure : { message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return quoteName(error instanceof Error ? error.message : String(error), 160);
}

import { createProfileWasm } from "../../engine/kernels/profileWasm";
import type { Report } from "../../engine/report";
import type { Dtype } from "../../engine/tensor";
import type { Progress } from "../../protocol/engineApi";
import type { OnnxRequest } from "../../protocol/onnx";
import { quoteName } from "../../readers/quoteName";
import { chooseTensors, type WishedLayer } from "./chooseTensors";
import { explained } from "./explain";
import { exposing } from "./exposing";
import { checkDims } from "./feeds/axes";
import { type Batches, batchesOf } from "./feeds/batches";
import { openFeeds } from "./feeds/openFeeds";
import { reportOf } from "./onnxReport";
import { type OpenedModel, withModel } from "./openModel";
import { PASS_BYTES, planPasses } from "./passes";
import type { Runtime, Session, Values } from "./runtime";
import { createProfiler, type HowToProfile, type Measured, type MeasuredTensor } from "./tensorProfiler";
import { wishedSizes } from "./wishedSizes";

/**
 * Runs a model, a batch at a time, and profiles what its nodes make: as many tensors at once as memory is meant to take,
 * and again for the others.
 *
 * @param loadRuntime asked for once it is sure that there is something to run
 * @param onProgress told of batches, over all passes
 * @throws in one line that names the model, and the two that disagree
 */
export async function runModel(
  request: OnnxRequest,
  loadRuntime: () => Promise<Runtime>,
  onProgress: (progress: Progress) => void = () => {},
  passBytes = PASS_BYTES,
): Promise<Report> {
  return withModel(request.path, async (opened) => {
    const { model, label } = opened;
    const layers = chooseTensors(model, request.tensors, label);
    checkDims(model.inputs, request.dims, label);
    const { feeds, close } = await openFeeds({ model, label, sources: request.inputs, dims: request.dims });
    try {
      const batches = batchesOf(feeds, request.dims, label);
      const runtime = await loadRuntime();
      const isRandom = feeds.some(({ random }) => random);
      const job = { opened, request, runtime, layers, batches, isRandom, passBytes, onProgress };
      const measured = await measure(job).catch((error) => {
        throw error instanceof InputError ? error.cause : explained(error, label, runtime.name);
      });
      return await reportOf({ ...job, ...measured, feeds });
    } finally {
      await close();
    }
  });
}

/** What has to be known for measuring. */
interface Job {
  readonly opened: OpenedModel;
  readonly request: OnnxRequest;
  readonly runtime: Runtime;
  readonly layers: readonly WishedLayer[];
  readonly batches: Batches;
  /** Whether any input is made up. */
  readonly isRandom: boolean;
  readonly passBytes: number;
  readonly onProgress: (progress: Progress) => void;
}

/** Reading inputs failed, which says by itself what is wrong. */
class InputError extends Error {}

const FLOATS_AND_BYTES: ReadonlySet<Dtype> = new Set(["float16", "bfloat16", "float32", "float64", "int8", "uint8"]);

async function measure(job: Job): Promise<Measured> {
  const { opened, runtime, layers, request, passBytes, onProgress } = job;
  const inputs = new Set(opened.model.inputs.map(({ name }) => name));
  const names = [...new Set(layers.map(({ tensor }) => tensor))];
  const made = names.filter((name) => !inputs.has(name));
  const batches = named(job.batches);
  const model = await opened.load();
  const isWanted = (dtype: Dtype) => request.tensors !== "all" || FLOATS_AND_BYTES.has(dtype);
  const found = await wishedSizes(runtime, model, made, batches, isWanted);
  const { passes, tooLarge } = planPasses(found.sized, passBytes);
  const all = passes.length === 0 ? [[]] : passes;
  const how = howToProfile(job, names.length);
  const profilers = new Map(names.map((name) => [name, createProfiler(name, how(name))]));
  let done = 0;
  for (const [i, pass] of all.entries()) {
    const ready = i === 0 && all.length === 1 ? found.session : null;
    if (i === 0 && !ready) await found.session?.close();
    const session = ready ?? (await runtime.open(model.with(exposing({ values: pass, shapes: [] })), batches.dims));
    try {
      for await (const given of batches.all()) {
        const values = await runBatch(session, given, pass);
        // What enters the model is known without running it.
        if (i === 0) for (const name of names) if (inputs.has(name)) values.set(name, given.get(name)!);
        for (const [name, one] of values) await profilers.get(name)!.add(one);
        onProgress({ done: ++done, total: all.length * batches.count, running: true });
      }
    } finally {
      await session.close();
    }
  }
  const profiles = new Map<string, MeasuredTensor>();
  for (const [name, profiler] of profilers) profiles.set(name, await profiler.end());
  const notes = [
    ...tooLarge.map(
      ({ name, bytes }) =>
        `${quoteName(name)} is left out: one batch of it takes ${mib(bytes)}, more than the ${mib(passBytes)} that are kept in memory.`,
    ),
    ...found.unread.map((name) => `${quoteName(name)} is left out: it is no tensor of numbers that are read.`),
  ];
  return { profiles, passes: all.length, notes };
}

/** Where there is nothing to hand out, the model need not be run. */
async function runBatch(
  session: Session,
  given: ReadonlyMap<string, Values>,
  pass: readonly string[],
): Promise<Map<string, Values>> {
  return pass.length === 0 ? new Map() : new Map(await session.run(given, pass));
}

/** Tells errors of reading from those of running. */
function named(batches: Batches): Batches {
  return {
    ...batches,
    async *all() {
      const each = batches.all();
      try {
        for (;;) {
          const next = await each.next().catch((cause) => {
            throw new InputError("", { cause });
          });
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await each.return();
      }
    },
  };
}

/** Bytes of small batches that wait in memory, of all tensors together and of one of them. */
const COLLECTED = 64 << 20;
const MOST_COLLECTED = 1 << 20;

/** Features lie last for what normalizes them, channels second for the others. */
function howToProfile({ layers, request, isRandom, opened }: Job, tensors: number): (name: string) => HowToProfile {
  const summing = createProfileWasm();
  const collects = Math.min(MOST_COLLECTED, COLLECTED / tensors);
  const norms = new Map(layers.flatMap(({ tensor, norm }) => (norm ? [[tensor, norm] as const] : [])));
  const judged = new Set(
    opened.model.norms.flatMap(({ declared, enters }) =>
      declared.runningMean !== null && enters !== null ? [enters] : [],
    ),
  );
  return (name) => {
    const method = norms.get(name)?.method;
    const own = method === "layer" || method === "rms" ? -1 : undefined;
    return { summing, channelAxis: request.channelAxis ?? own, keepsExamples: !isRandom && judged.has(name), collects };
  };
}

function mib(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

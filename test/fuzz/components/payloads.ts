import { readFileSync } from "node:fs";
import { parseComparison } from "../../../src/protocol/comparisonJson";
import { parseGap } from "../../../src/protocol/gapJson";
import { parseNetwork } from "../../../src/protocol/networkJson";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { parseRunOutput, RUN_MIME } from "../../../src/protocol/runOutput";
import { parseStoredRuns, type StoredRun, storedRunsToJson } from "../../../src/protocol/storedLab";
import { answerToJson, parseBatchSize } from "../../../src/protocol/whatIfJson";
import { runReport } from "../../../src/ui/notebook/runReport";
import { INITIAL_VIEW, readView } from "../../../src/ui/view/viewState";
import { compareFiles } from "../../../src/worker/compareFiles";
import { profileFiles } from "../../../src/worker/profileFiles";
import { profileNorms } from "../../../src/worker/profileNorms";
import { whatIf } from "../../../src/worker/whatIf";
import { reportOfSteps } from "../../unit/protocol/reportOfSteps";
import { type Bytes, utf8 } from "../../unit/readers/bytes";
import type { Component, Input } from "../component";
import { mutateBytes } from "../mutations/mutateBytes";
import { mutateJson } from "../mutations/mutateJson";
import { inLogRecord } from "../mutations/repaired";
import { hold, toldOr } from "../told";
import { drawAll } from "./drawAll";
import { deflated, inflated } from "./logsInOutput";

const OPTIONS = { momentum: 0.1, convention: "pytorch" } as const;
const EXAMPLES = "media/examples";

const input = (name: string, text: string): Input => ({ name, bytes: utf8(text) });
const jsonOf = (bytes: Bytes): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
};

/** Reports as a notebook's output has them; what is accepted can be drawn, and written again as it was. */
const report: Component = {
  name: "report",
  samples: async () => [
    input("run", reportToJson(await profileFiles({ paths: ["test/fixtures/runs/two-ranks"], ...OPTIONS }))),
    input("events", reportToJson(await profileFiles({ paths: ["test/fixtures/events/by-tensorflow"], ...OPTIONS }))),
    input("norms", reportToJson(await profileNorms({ path: `${EXAMPLES}/digits-resnet/epoch-1.safetensors` }))),
    input(
      "steps",
      reportToJson(
        await reportOfSteps([
          [1, 2, Number.NaN, 4],
          [3, Number.NEGATIVE_INFINITY, 5, 0],
          [0, 0, 0, 1],
        ]),
      ),
    ),
  ],
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ bytes }) =>
    toldOr(() => {
      const parsed = parseReport(jsonOf(bytes));
      const json = reportToJson(parsed);
      hold(reportToJson(parseReport(JSON.parse(json))) === json, "a report does not come back as it was");
      drawAll(parsed);
    }),
};

const runOutput: Component = {
  name: "run-output",
  async samples() {
    const { cells } = JSON.parse(readFileSync("test/fixtures/notebooks/live-run.ipynb", "utf8"));
    return cells.map(({ outputs }: { outputs: { data: Record<string, unknown> }[] }, i: number) =>
      input(`output ${i}`, JSON.stringify(outputs[0]!.data[RUN_MIME])),
    );
  },
  mutate({ bytes }, _, random) {
    if (random.below(2) === 0) return mutateJson(bytes, random);
    const output = JSON.parse(Buffer.from(bytes).toString("utf8"));
    const logs = output.logs.map((log: string) => deflated(inLogRecord(inflated(log), random, mutateBytes)));
    return utf8(JSON.stringify({ ...output, logs }));
  },
  run: ({ bytes }) => toldOr(async () => drawAll((await runReport(parseRunOutput(jsonOf(bytes)))).report)),
};

const answers: Component = {
  name: "answers",
  async samples() {
    const paths = [`${EXAMPLES}/digits-cnn`];
    const batchSize = await whatIf({ paths, question: { about: "batchSize", run: "batch-64", layer: "bn2" } });
    const comparison = await compareFiles({ paths, ...OPTIONS });
    return [
      input("batchSize", answerToJson(batchSize)),
      input("comparison", reportToJson(comparison)),
      input("gap", JSON.stringify(GAP)),
      input("network", JSON.stringify(NETWORK)),
    ];
  },
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ name, bytes }) =>
    toldOr(() => {
      const json = jsonOf(bytes);
      const [parse, ...none] = PARSERS.filter(([start]) => name.startsWith(start)).map(([, it]) => it);
      hold(parse !== undefined && none.length === 0, "a sample without a parser", name);
      parse(json);
    }),
};

/** By how a sample's name begins. */
const PARSERS: readonly (readonly [start: string, parse: (json: unknown) => unknown])[] = [
  ["batchSize", parseBatchSize],
  ["comparison", parseComparison],
  ["gap", parseGap],
  ["network", parseNetwork],
];

const GAP = {
  ...{
    step: 3,
    shape: [4, 2],
    layer: "bn",
    eps: 1e-5,
    momentum: 0.1,
    isMomentumAssumed: true,
    updates: 10,
    initialShare: 0.35,
  },
  gap: {
    ...{
      gap: [1, 2],
      fromMean: [0.5, 1],
      fromVariance: [0.5, 1],
      noiseByChannel: [0.1, 0.2],
      rms: 1,
      rmsFromMean: 0.5,
    },
    ...{
      rmsFromVariance: 0.5,
      examples: 8,
      values: 16,
      noise: 0.05,
      noiseShare: 0.01,
      cause: "mean",
      reestimated: null,
    },
    causes: { mean: 0.6, variance: 0.4, laggingAverage: null, biasCorrection: null },
  },
};
const SHIFT = {
  name: "bn",
  rms: 1,
  rmsOwn: 0.5,
  rmsInherited: 0.5,
  ownShare: 0.5,
  noise: 0,
  cause: "sampling",
  ofLast: 1,
};
const NETWORK = { step: null, layers: [SHIFT, { ...SHIFT, name: "bn2" }], culprit: 1, advice: "none" };

const POINT = { step: 50, trainLoss: 1, testLoss: Number.NaN, accuracy: 0.1, batchAccuracy: null, spread: null };
const STORED: StoredRun = {
  ...{ id: 3, request: { experiment: "dropout", seeds: 2, steps: null } },
  plan: { steps: [10, 20], data: { name: "digits", train: 8000, test: 2000 }, generator: "normscope 1" },
  finished: [
    { arm: 1, seed: 2, points: [POINT, { ...POINT, spread: { unit: [-1, 0, 1], moved: 0.5 } }], finished: true },
  ],
};

/** What the lab keeps on disk: its text is read as it is. */
const labRuns: Component = {
  name: "lab-store",
  samples: async () => [input("lab.json", storedRunsToJson([STORED, { ...STORED, id: 4 }]))],
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ bytes }) =>
    toldOr(() => {
      const runs = parseStoredRuns(Buffer.from(bytes).toString("utf8"));
      hold(
        storedRunsToJson(parseStoredRuns(storedRunsToJson(runs))) === storedRunsToJson(runs),
        "runs do not come back",
      );
    }),
};

/** What a page has kept of a person's choices in an earlier life, or an earlier version. */
const webviewState: Component = {
  name: "webview-state",
  samples: async () => [
    input("initial", JSON.stringify(INITIAL_VIEW)),
    input(
      "chosen",
      JSON.stringify({
        ...{ layer: "layer", tab: "running", filter: "a", sort: { column: "name", descending: true }, channel: 0 },
        ...{
          momentum: { momentum: 0.1, convention: "keras" },
          absolute: true,
          steps: [0, 3],
          trainingMomentum: 0.5,
          limit: 0.1,
        },
      }),
    ),
  ],
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  async run({ bytes }) {
    const view = readView(jsonOf(bytes));
    hold(Object.keys(view).length === Object.keys(INITIAL_VIEW).length, "a view of other fields", Object.keys(view));
    drawAll(
      await reportOfSteps([
        [1, 2],
        [3, 4],
      ]),
      view,
    );
    return "read";
  },
};

export const payloads: readonly Component[] = [report, runOutput, answers, labRuns, webviewState];

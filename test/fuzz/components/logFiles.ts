import type { Layer, Report } from "../../../src/engine/report";
import { finishRun } from "../../../src/engine/run/finishRun";
import { createSummaryFold } from "../../../src/engine/summaries/summaryFold";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { readEventFile } from "../../../src/readers/tensorboard/readEventFile";
import { hasBegun, profiledRun } from "../../../src/worker/profileRun";
import { naming } from "../../../src/worker/rankLog";
import { createRankReader } from "../../../src/worker/readRanks";
import { concat } from "../../unit/readers/bytes";
import { memorySource } from "../../unit/readers/memorySource";
import { logOf, runPayload, stepPayload } from "../../unit/readers/runLog/writeLog";
import { event, histo, simple, tensor, VERSION } from "../../unit/readers/tensorboard/eventBytes";
import type { Component, Input } from "../component";
import { mutateBytes } from "../mutations/mutateBytes";
import { inEvent, inLogRecord } from "../mutations/repaired";
import { sampleFiles } from "../sampleFiles";
import { hold, toldOr } from "../told";

/** Logs of training runs, mostly with their checksums right. */
const normlog: Component = {
  name: "normlog",
  samples: async () => [
    ...sampleFiles(
      ["test/fixtures/runs/digits", "test/fixtures/runs/torn", "test/fixtures/runs/two-ranks"],
      /\.normlog$/,
    ),
    { name: "x.normlog", bytes: logOf(runPayload(), stepPayload(0), stepPayload(1)) },
  ],
  mutate: ({ bytes }, _, random) =>
    random.below(4) === 0 ? mutateBytes(bytes, random) : inLogRecord(bytes, random, mutateBytes),
  run: (input) => toldOr(() => readRun(input), `${input.name}: `),
};

async function readRun({ name, bytes }: Input): Promise<void> {
  const reader = createRankReader([{ label: name, source: memorySource(bytes) }]);
  await reader.readOn(() => false);
  if (!hasBegun(reader)) throw new Error(`${name}: holds no whole record yet`);
  const { coverage } = profiledRun("", reader, () => false);
  hold(coverage >= 0 && coverage <= 1, "a share", coverage);
  holdLayers(finishRun(reader.fold, ""));
}

const tfevents: Component = {
  name: "tfevents",
  samples: async () => [
    ...sampleFiles(
      ["by-pytorch", "by-tensorflow", "restarted"].map((name) => `test/fixtures/events/${name}`),
      /tfevents/,
    ),
    {
      name: "events.out.tfevents.1.h",
      bytes: concat(
        VERSION,
        event(0, simple("loss", 0.5), histo("weights")),
        event(1, simple("loss", 0.25), histo("weights", { counts: [1, 2, 1] })),
        event(2, tensor("acc", "scalars", 1, [], Uint8Array.of(0x22, 4, 0, 0, 0, 0x3f))),
      ),
    },
  ],
  mutate: ({ bytes }, _, random) =>
    random.below(4) === 0 ? mutateBytes(bytes, random) : inEvent(bytes, random, mutateBytes),
  run: (input) => toldOr(() => readEvents(input), `${input.name}: `),
};

async function readEvents({ name, bytes }: Input): Promise<void> {
  const fold = createSummaryFold();
  const end = await readEventFile(memorySource(bytes), name, (value) =>
    naming(name, "its tags", () => fold.add(value)),
  );
  hold(end.torn >= 0 && end.torn <= bytes.length, "torn bytes", end);
  holdLayers(fold.layers(""));
}

/** Layers cross to the panel as JSON, which checks their series against each other. */
function holdLayers(layers: readonly Layer[]): void {
  const report: Report = {
    version: 1,
    generator: "",
    source: { kind: "file", name: "" },
    partial: false,
    coverage: 1,
    layers,
    norms: [],
    findings: [],
    execution: null,
  };
  parseReport(JSON.parse(reportToJson(report)));
}

export const logFiles: readonly Component[] = [normlog, tfevents];

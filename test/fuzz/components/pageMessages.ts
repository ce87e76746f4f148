import assert from "node:assert/strict";
import { createLabSession } from "../../../src/host/lab/labSession";
import type { LabThread } from "../../../src/host/lab/labThread";
import type { FromEditor } from "../../../src/protocol/editor";
import { fromEditor, fromLab, fromPanel } from "../../../src/protocol/fromPages";
import type { FromLab, ToLab } from "../../../src/protocol/lab";
import type { FromPanel } from "../../../src/protocol/panel";
import { whatIf } from "../../../src/worker/whatIf";
import type { Bytes } from "../../unit/readers/bytes";
import { utf8 } from "../../unit/readers/bytes";
import type { Component, Input } from "../component";
import { mutateJson } from "../mutations/mutateJson";
import { toldOr } from "../told";

const PATHS = ["media/examples/digits-cnn"];
const LAYER = { run: "batch-64", layer: "bn2" };
const TRAINING = { checkpoint: "media/examples/digits-resnet/epoch-1.safetensors", momentum: 0.1, trainingExamples: 8 };

const OF_PANEL: readonly FromPanel[] = [
  { type: "ready" },
  { type: "layer", wanted: { layer: "bn2", steps: [1, 4] }, runs: ["batch-4", "batch-64"] },
  { type: "ask", question: { about: "batchSize", ...LAYER } },
  { type: "ask", question: { about: "gap", ...LAYER, ...TRAINING } },
  { type: "ask", question: { about: "network", run: "batch-64", inference: "media/examples/broken", ...TRAINING } },
  { type: "chooseFile", which: "checkpoint" },
  { type: "goToCode", layer: "bn1" },
  { type: "pause", paused: true },
  { type: "change", changes: { layer: { run: "batch-4", name: "bn1" }, numGroups: 2, eachRank: true } },
];
const OF_EDITOR: readonly FromEditor[] = [
  { type: "ready", reference: { path: "/models/a.safetensors", name: "a.safetensors" } },
  { type: "profile", of: { tensor: "bn1.weight", channelAxis: 0 } },
  { type: "save", file: { name: "model-tensors.csv", kind: "csv", content: "name,shape\n" } },
  { type: "notebook", report: '{"version":1}' },
];
const OF_LAB: readonly FromLab[] = [
  { type: "start", request: { experiment: "running-momentum", seeds: 2, steps: 3 } },
  { type: "pause", paused: false },
  { type: "continue", id: 1 },
  { type: "remove", id: 2 },
];

const PAGES = {
  panel: { samples: OF_PANEL, act: (json: unknown) => actOnPanel(checkedTwice(fromPanel, json)) },
  editor: { samples: OF_EDITOR, act: async (json: unknown) => void checkedTwice(fromEditor, json) },
  lab: { samples: OF_LAB, act: async (json: unknown) => actOnLab(checkedTwice(fromLab, json)) },
} as const;

/** What a page says to the host: acted on where it is what such a page may say, as far as that needs no VS Code. */
export const pageMessages: Component = {
  name: "page-messages",
  samples: async () =>
    Object.entries(PAGES).flatMap(([name, { samples }]) =>
      samples.map((message): Input => ({ name, bytes: utf8(JSON.stringify(message)) })),
    ),
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ name, bytes }) => toldOr(() => PAGES[name as keyof typeof PAGES].act(jsonOf(bytes))),
};

function jsonOf(bytes: Bytes): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
}

function checkedTwice<M>(check: (json: unknown, at: string) => M, json: unknown): M {
  const message = check(json, "message");
  assert.deepEqual(check(message, "message"), message);
  return message;
}

async function actOnPanel(message: FromPanel): Promise<void> {
  if (message.type === "ask") await whatIf({ paths: PATHS, question: message.question });
}

/** A session with a run of each kind of state, in threads that never come to an end. */
function actOnLab(message: FromLab): void {
  const told: ToLab[] = [];
  const clock = { milliseconds: 0 };
  const machine = { startThread: idleThread, most: 2, clock: () => clock.milliseconds++ };
  const session = createLabSession(
    machine,
    (one) => void told.push(one),
    () => {},
  );
  session.receive({ type: "start", request: { experiment: "dropout", seeds: 1, steps: null } });
  session.receive({ type: "stop" });
  if (message.type !== "save") session.receive(message);
  session.receive({ type: "ready" });
  assert.equal(told.at(-1)?.type, "session");
  session.dispose();
}

function idleThread(): LabThread {
  const never = () => new Promise<never>(() => {});
  return { plan: never, train: never, pause() {}, end() {} };
}

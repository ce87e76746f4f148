import assert from "node:assert/strict";
import { createAnswers } from "../../../src/host/answers";
import type { JobOptions } from "../../../src/host/engine";
import type { WhatIfRequest } from "../../../src/protocol/engineApi";
import type { ToPanel } from "../../../src/protocol/panel";

const ONE = { about: "batchSize", run: "", layer: "bn1" } as const;
const OTHER = { ...ONE, layer: "bn2" };

describe("Answers to a panel's questions", () => {
  let asked: { readonly request: WhatIfRequest; readonly end: (answer: string) => void }[] = [];
  let told: ToPanel[] = [];
  const whatIf = (request: WhatIfRequest, { signal, onProgress }: JobOptions) =>
    new Promise<string>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("Cancelled.")));
      onProgress?.({ done: 0.5, total: 1 });
      asked.push({ request, end: resolve });
    });
  const start = () => {
    [asked, told] = [[], []];
    return createAnswers({ whatIf }, { paths: ["/acts"] }, (message) => told.push(message));
  };
  const types = () => told.map(({ type }) => type);

  it("come from the engine once, and are remembered", async () => {
    const answers = start();
    const open = answers.ask(ONE);
    asked[0]!.end("{}");
    await open;
    await answers.ask({ ...ONE });
    assert.deepEqual(
      asked.map(({ request }) => request),
      [{ paths: ["/acts"], question: ONE }],
    );
    assert.deepEqual(types(), ["asking", "answer", "answer"]);
  });

  it("are not waited for once something else is asked: the engine's job ends, and nothing is told of it", async () => {
    const answers = start();
    const first = answers.ask(ONE);
    const second = answers.ask(OTHER);
    await first;
    asked[1]!.end("{}");
    await second;
    assert.deepEqual(types(), ["asking", "asking", "answer"]);
    assert.deepEqual(told.at(-1), { type: "answer", question: OTHER, answer: "{}" });
  });

  it("can be cancelled, and asked for again", async () => {
    const answers = start();
    const open = answers.ask(ONE);
    answers.cancel();
    await open;
    assert.deepEqual(told.at(-1), { type: "unanswered", question: ONE, message: "Cancelled." });
    const again = answers.ask(ONE);
    asked[1]!.end("{}");
    await again;
    assert.equal(types().at(-1), "answer");
  });

  it("are worked out anew once they are to be forgotten", async () => {
    const answers = start();
    const open = answers.ask(ONE);
    asked[0]!.end("{}");
    await open;
    answers.forget();
    const again = answers.ask(ONE);
    asked[1]!.end("{}");
    await again;
    assert.deepEqual(types(), ["asking", "answer", "asking", "answer"]);
  });

  it("end untold with the panel", async () => {
    const answers = start();
    const open = answers.ask(ONE);
    answers.dispose();
    await open;
    assert.deepEqual(types(), ["asking"]);
  });
});

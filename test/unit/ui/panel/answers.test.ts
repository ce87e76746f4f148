import assert from "node:assert/strict";
import type { FromPanel } from "../../../../src/protocol/panel";
import { keyOf } from "../../../../src/protocol/whatIf";
import { createAnswers } from "../../../../src/ui/panel/answers";

const ONE = { about: "batchSize", run: "", layer: "bn1" } as const;
const OTHER = { ...ONE, layer: "bn2" };

describe("What a page has asked of the host", () => {
  const posted: FromPanel[] = [];
  const start = () => {
    posted.length = 0;
    return createAnswers((message) => posted.push(message));
  };

  it("is asked once, however often it is looked at", () => {
    const { ask } = start();
    for (let i = 0; i < 3; i++) assert.deepEqual(ask.look(ONE), { state: "asking", progress: null });
    assert.deepEqual(posted, [{ type: "ask", question: ONE }]);
  });

  it("is told how far it has come, and why there is no answer; asked again, it is open again", () => {
    const { ask, receive } = start();
    ask.look(ONE);
    receive({ type: "asking", question: ONE, progress: { done: 0.5, total: 1 } });
    assert.deepEqual(ask.look(ONE), { state: "asking", progress: { done: 0.5, total: 1 } });
    receive({ type: "unanswered", question: ONE, message: "Cancelled." });
    assert.deepEqual(ask.look(ONE), { state: "failed", message: "Cancelled." });
    ask.forget(ONE);
    assert.equal(ask.look(ONE).state, "asking");
    assert.equal(posted.length, 2);
  });

  it("is asked anew where another question took its place meanwhile", () => {
    const { ask, receive } = start();
    ask.look(ONE);
    ask.look(OTHER);
    receive({ type: "asking", question: ONE, progress: { done: 0.5, total: 1 } });
    ask.look(ONE);
    assert.deepEqual(
      posted.map((message) => message.type === "ask" && keyOf(message.question)),
      [ONE, OTHER, ONE].map(keyOf),
    );
  });

  it("is another question with another checkpoint, and is answered by what belongs to it", () => {
    const { ask, receive } = start();
    const gap = { ...ONE, about: "gap", checkpoint: "/a.pt", momentum: null, trainingExamples: null } as const;
    ask.look(gap);
    ask.look({ ...gap, checkpoint: "/b.pt" });
    assert.equal(posted.length, 2);
    receive({ type: "answer", question: gap, answer: `{"step":null,"shape":[4,2],"layer":"bn1","eps":"x"}` });
    assert.deepEqual(ask.look(gap), { state: "failed", message: 'answer.eps: expected a number, got "x"' });
  });

  it("is asked anew once everything is forgotten, and has the host choose a checkpoint", () => {
    const { ask, receive, forgetAll } = start();
    ask.look(ONE);
    receive({ type: "unanswered", question: ONE, message: "Cancelled." });
    forgetAll();
    assert.equal(ask.look(ONE).state, "asking");
    ask.chooseFile("inference");
    assert.deepEqual(posted.at(-1), { type: "chooseFile", which: "inference" });
  });

  it("fails in one line where the answer is none", () => {
    const { ask, receive } = start();
    ask.look(ONE);
    receive({ type: "answer", question: ONE, answer: `{"step":null,"shape":[4,"x"]}` });
    assert.deepEqual(ask.look(ONE), {
      state: "failed",
      message: 'answer.shape[1]: expected a whole number, got "x"',
    });
  });
});

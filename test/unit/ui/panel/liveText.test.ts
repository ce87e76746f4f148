import assert from "node:assert/strict";
import type { Live } from "../../../../src/protocol/panel";
import { liveText, phaseOf } from "../../../../src/ui/panel/liveText";

const LIVE: Live = {
  ended: false,
  step: 1240,
  ranks: 1,
  idle: 0,
  held: null,
  eachRank: false,
  paused: false,
  trouble: null,
};

describe("The mark of a run that is followed", () => {
  const cases: readonly (readonly [text: string, live: Partial<Live>, seconds: number])[] = [
    ["live · step 1,240 · updated 2 s ago", {}, 2],
    ["live · updated 0 s ago", { step: null }, 0],
    ["step 1,240 · no new steps for 3 min", {}, 200],
    ["step 1,240 · no new steps for 2 h", {}, 7300],
    ["step 1,240 · no new steps for 3 days", {}, 3 * 86_400 + 9],
    ["run ended · step 1,240", { ended: true }, 9],
    ["paused · step 1,240", { paused: true }, 900],
    ["rank-0000.normlog: \ufffdgone", { trouble: "rank-0000.normlog: \u202egone" }, 1],
  ];
  for (const [text, parts, seconds] of cases) {
    it(`says ${JSON.stringify(text)}`, () => {
      const live = { ...LIVE, ...parts };
      assert.equal(liveText(live, phaseOf(live, seconds * 1000), seconds * 1000), text);
    });
  }
});

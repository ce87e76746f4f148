import assert from "node:assert/strict";
import { age, runState } from "../../../src/host/runState";

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const NOW = Date.UTC(2026, 0, 2);

describe("the state of a run", () => {
  const open = { state: "open", started: NOW - HOUR, steps: 3600 } as const;
  const cases: [string, Parameters<typeof runState>[0], number, string][] = [
    ["its log says that it has finished", { ...open, state: "finished" }, NOW - HOUR, "finished"],
    ["its log says that an exception ended it", { ...open, state: "exception" }, NOW - HOUR, "exception"],
    ["it was written a second ago", open, NOW - SECOND, "running"],
    ["it validates for a minute and a half", open, NOW - 1.5 * MINUTE, "running"],
    ["nothing has come for three minutes, where a step took a second", open, NOW - 3 * MINUTE, "silent"],
    ["a step takes ten minutes", { ...open, started: NOW - 70 * MINUTE, steps: 6 }, NOW - 10 * MINUTE, "running"],
    ["five such steps are missed", { ...open, started: NOW - 111 * MINUTE, steps: 6 }, NOW - 51 * MINUTE, "silent"],
    ["it does not say when it started", { ...open, started: null }, NOW - 3 * MINUTE, "silent"],
    ["it has no steps yet", { ...open, steps: 0 }, NOW - SECOND, "running"],
    ["clocks differ", open, NOW + HOUR, "running"],
    ["clocks differ by years", open, NOW + 10 * 8760 * HOUR, "running"],
    ["it was written years ago", open, NOW - 30 * 8760 * HOUR, "silent"],
    ["it started before there were clocks", { ...open, started: Number.MIN_SAFE_INTEGER }, NOW - 25 * HOUR, "silent"],
    ["it started after it was written, says its clock", { ...open, started: NOW + HOUR }, NOW - SECOND, "running"],
    ["its one step seems to have taken years", { ...open, started: 0, steps: 1 }, NOW - 25 * HOUR, "silent"],
  ];
  for (const [what, log, written, expected] of cases) {
    it(`is "${expected}" where ${what}`, () => assert.equal(runState(log, written, NOW), expected));
  }
});

describe("how long ago a run was written", () => {
  const cases: [number, string][] = [
    [-HOUR, "just now"],
    [-10 * 8760 * HOUR, "just now"],
    [59 * SECOND, "just now"],
    [MINUTE, "1 min ago"],
    [59 * MINUTE, "59 min ago"],
    [HOUR, "1 h ago"],
    [23.9 * HOUR, "23 h ago"],
    [24 * HOUR, "1 day ago"],
    [49 * HOUR, "2 days ago"],
  ];
  for (const [milliseconds, text] of cases) {
    it(`is "${text}" after ${milliseconds / SECOND} s`, () => assert.equal(age(milliseconds), text));
  }
});

import assert from "node:assert/strict";
import { type Outcome, summary, verdict } from "../../rig/verdict.mjs";

const green: Outcome = {
  reported: { passed: 3, failed: 0 },
  seen: { passed: 3, failed: 0 },
  exitCode: 0,
  timedOut: false,
};

describe("rig verdict", () => {
  it("believes a report that agrees with everything else", () => {
    assert.deepEqual(verdict(green), { passed: 3, failed: 0, problems: [] });
  });

  it("counts failed tests once, and tells them again", () => {
    const counts = { passed: 2, failed: 1 };
    const failures = ["a suite: a test\nwhat went wrong"];
    const result = verdict({ ...green, reported: counts, seen: counts, exitCode: 1, failures });
    assert.deepEqual(result, { passed: 2, failed: 1, problems: failures });
  });

  const falseGreens: [string, Partial<Outcome>][] = [
    ["exit 0 without a report, as after process.exit in a test", { reported: undefined }],
    ["a run that was cut off at its time limit", { timedOut: true }],
    ["a report of no tests", { reported: { passed: 0, failed: 0 }, seen: { passed: 0, failed: 0 } }],
    ["a report of more tests than were seen", { seen: { passed: 1, failed: 0 } }],
    ["a failure that the report leaves out", { seen: { passed: 3, failed: 1 } }],
    ["an exit code that contradicts the report", { exitCode: 7 }],
    ["an exit code that never came", { exitCode: undefined }],
  ];
  for (const [name, change] of falseGreens) {
    it(`fails ${name}`, () => {
      const result = verdict({ ...green, ...change });
      assert.ok(result.failed > 0);
      assert.equal(result.problems.length, 1);
    });
  }

  it("keeps the count of tests that ran before a crash", () => {
    assert.equal(verdict({ ...green, reported: undefined }).passed, 3);
  });

  it("sums steps, and is not satisfied by none", () => {
    assert.deepEqual(summary([green.seen!, { passed: 1, failed: 0 }]), { line: "4 passed, 0 failed", ok: true });
    assert.deepEqual(summary([green.seen!, { passed: 0, failed: 2 }]), { line: "3 passed, 2 failed", ok: false });
    assert.deepEqual(summary([]), { line: "0 passed, 0 failed", ok: false });
  });
});

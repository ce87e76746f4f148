/**
 * What a test process amounts to. VS Code reports exit 0 also when its extension host was killed or left early,
 * so only a report that the suite itself sent in its last step counts as passed.
 * @param {import("./verdict.d.mts").Outcome} outcome
 * @returns {import("./verdict.d.mts").Verdict}
 */
export function verdict({ reported, seen, exitCode, timedOut, failures = [] }) {
  const problems = [];
  const counts = reported ?? seen ?? { passed: 0, failed: 0 };
  if (timedOut) problems.push("The run was stopped at its time limit.");
  else if (!reported) problems.push(`The test process ended without a report (exit code ${exitCode}).`);
  else if (!(reported.passed + reported.failed > 0)) problems.push("No test ran.");
  else if (seen && (seen.passed !== reported.passed || seen.failed !== reported.failed))
    problems.push(`${seen.passed} passed and ${seen.failed} failed were seen, which is not what was reported.`);
  else if (reported.failed === 0 && exitCode !== 0)
    problems.push(`Exit code ${exitCode}, though no test is reported as failed.`);
  return { passed: counts.passed, failed: counts.failed + problems.length, problems: [...failures, ...problems] };
}

/**
 * What several processes that shared the tests amount to.
 * @param {readonly import("./verdict.d.mts").Verdict[]} verdicts
 * @returns {import("./verdict.d.mts").Verdict}
 */
export function together(verdicts) {
  return {
    passed: verdicts.reduce((sum, { passed }) => sum + passed, 0),
    failed: verdicts.reduce((sum, { failed }) => sum + failed, 0),
    problems: verdicts.flatMap(({ problems }) => problems),
  };
}

/**
 * @param {readonly import("./verdict.d.mts").Counts[]} steps
 * @returns {{line: string, ok: boolean}}
 */
export function summary(steps) {
  const passed = steps.reduce((sum, step) => sum + step.passed, 0);
  const failed = steps.reduce((sum, step) => sum + step.failed, 0);
  return { line: `${passed} passed, ${failed} failed`, ok: passed > 0 && failed === 0 };
}

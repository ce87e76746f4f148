/// <reference path="./tests.d.ts" />
import "mocha/mocha";
import { tell } from "../vscode/ui";

/** Called by VS Code in its extension host, which is a worker here. */
export async function run(): Promise<void> {
  Object.assign(globalThis, { NORMSCOPE_DRIVER: `${location.origin}/driver/` });
  mocha.setup({ ui: "bdd", timeout: 60_000, reporter: Silent });
  await import("tests:web");
  const counts = { passed: 0, failed: 0 };
  let last = Promise.resolve();
  const send = (event: Record<string, unknown>) => {
    last = last.then(() => tell(event));
  };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("suite", (suite) => suite.title && send({ type: "suite", title: suite.title, depth: depthOf(suite) }));
    runner.on("pass", (test) => {
      counts.passed++;
      send({ type: "passed", title: test.title, depth: depthOf(test), milliseconds: test.duration });
    });
    runner.on("fail", (test, error) => {
      counts.failed++;
      send({ type: "failed", title: test.title, depth: depthOf(test), message: error.stack ?? error.message });
    });
  });
  send({ type: "end", counts });
  await last;
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** What tests do is printed outside, as it happens. */
class Silent extends Mocha.reporters.Base {}

function depthOf(item: { parent?: Mocha.Suite | undefined }): number {
  return item.parent ? 1 + depthOf(item.parent) : 0;
}

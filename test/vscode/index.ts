import { readdirSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { deal } from "../rig/deal.mjs";
import { tell, ui } from "./ui";

/** Called by VS Code in its extension host. NORMSCOPE_TESTS names another folder of tests than the one this file is in. */
export async function run(): Promise<void> {
  const folder = process.env.NORMSCOPE_TESTS ?? __dirname;
  const mocha = new Mocha({ ui: "bdd", timeout: 90_000, forbidOnly: Boolean(process.env.CI), reporter: Silent });
  mocha.rootHooks({
    async beforeEach(this: Mocha.Context) {
      pictureFailure(this.currentTest!);
      // What the mouse was left over has hovers, which would lie upon what the next test looks at.
      await ui.moveMouse(0, 0);
    },
  });
  const only = (process.env.NORMSCOPE_ONLY ?? "").split(",");
  // What takes too long for every day has a runner of its own.
  const kind = process.env.NORMSCOPE_SOAK ? ".soak.js" : ".test.js";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(kind) && only.some((word) => file.includes(word)),
  );
  const [share, shares] = (process.env.NORMSCOPE_SHARE ?? "0/1").split("/").map(Number);
  // In the order of the alphabet, but for what comes first.
  const inOrder = files.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || (a < b ? -1 : 1));
  for (const file of deal(inOrder, shares!, LONG)[share!]!) mocha.addFile(join(folder, file));
  const counts = { passed: 0, failed: 0 };
  let last = Promise.resolve();
  const send = (event: Record<string, unknown>) => {
    last = last.then(() => tell(event));
  };
  const { failures } = await new Promise<{ failures: number }>((resolve) => {
    const runner = mocha.run((failures) => resolve({ failures }));
    runner.on("suite", (suite) => suite.title && send({ type: "suite", title: suite.title, depth: depthOf(suite) }));
    runner.on("pending", (test) => send({ type: "skipped", title: test.title, depth: depthOf(test) }));
    runner.on("pass", (test) => {
      counts.passed++;
      send({ type: "passed", title: test.title, depth: depthOf(test), milliseconds: test.duration });
    });
    runner.on("fail", (test, error) => {
      counts.failed++;
      const message = error.stack ?? error.message;
      send({ type: "failed", title: test.title, depth: depthOf(test), message });
    });
  });
  send({ type: "end", counts });
  await last;
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** Has a test that fails tell what the window looked like, before anything is closed. */
function pictureFailure(test: Mocha.Runnable): void {
  const { fn } = test;
  test.fn = async function (this: Mocha.Context) {
    try {
      await (fn as Mocha.AsyncFunc).call(this);
    } catch (error) {
      if (!test.isPending()) await keepSights(test, error as Error).catch(() => {});
      throw error;
    }
  };
}

/** A picture of the window, and at the end of the message what it said and what was logged there as an error. */
async function keepSights(test: Mocha.Runnable, error: Error): Promise<void> {
  await ui.screenshot(`failed/${test.fullTitle().replace(/\W+/g, "-").slice(0, 120)}`);
  const told = await ui.texts("workbench", ".notification-list-item-message, .quick-input-list .label-name");
  const shown = await ui.texts("webview", ".normscope");
  // A page that VS Code has not loaded has no frame in its frame.
  const frames = await ui.evaluate("workbench", () =>
    [...document.querySelectorAll<HTMLIFrameElement>("iframe.webview")]
      .filter((frame) => frame.checkVisibility())
      .map((frame) => [
        frame.className,
        ...[...(frame.contentDocument?.querySelectorAll("iframe") ?? [])].map(({ id }) => id),
      ]),
  );
  const logged = (await ui.takeConsoleErrors()).filter((line) => !NATIVE.test(line)).slice(-8);
  const lines = [
    ...[...told, ...shown].map((text) => `The window showed: ${text.replace(/\s+/g, " ")}`),
    ...frames.map((frame) => `The window has a frame: ${frame.join(", ")}`),
    ...logged.map((line) => `The window logged: ${line}`),
  ];
  error.stack = [error.stack, ...lines.map((line) => line.slice(0, 300))].join("\n");
}

/** Modules that the server does without. */
const NATIVE = /bindings file|native-watchdog/;

/** Files that take longer than most, in quarters of a minute. */
const LONG: Readonly<Record<string, number>> = {
  accessibility: 9,
  advice: 4,
  compare: 2,
  diagnostics: 3,
  diagnosticsLook: 3,
  editor: 4,
  editorFiles: 2,
  "faults/runs": 2,
  "faults/saving": 2,
  "faults/settings": 3,
  "faults/threads": 2,
  follow: 4,
  hostile: 2,
  hover: 2,
  kernel: 4,
  keyboard: 6,
  lab: 6,
  measured: 4,
  momentum: 2,
  network: 2,
  notebook: 2,
  onnx: 2,
  policy: 2,
  profile: 5,
  runs: 2,
  terminal: 2,
  whatIf: 4,
  whatIfGap: 6,
};

/** A workspace is asked once whether its models may be run, which others that run some answer with yes. */
function isFirst(file: string): boolean {
  return file === "onnx.test.js";
}

/** What tests do is printed outside, as it happens. */
class Silent extends Mocha.reporters.Base {}

function depthOf(item: { parent?: Mocha.Suite | undefined }): number {
  return item.parent ? 1 + depthOf(item.parent) : 0;
}

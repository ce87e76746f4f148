import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { logOf, runPayload, stepPayload } from "../../unit/readers/runLog/writeLog";
import { ui } from "../ui";
import { until, workspaceFile } from "../workspace";
import { closeAll, profile } from "./panels";

/** The suite's bundle lies in out/vscode/faults. */
const RUNS = join(__dirname, "..", "..", "..", "test", "fixtures", "runs");
const DIGITS = readFileSync(join(RUNS, "digits", "rank-0000.normlog"));

describe("Where the log of a run that is followed is not what it was", () => {
  let count = 0;
  let folder = "";
  const log = () => join(folder, "rank-0000.normlog");
  beforeEach(async () => {
    folder = workspaceFile("live", `fault-${count++}`).fsPath;
    mkdirSync(folder, { recursive: true });
    writeFileSync(log(), DIGITS.subarray(0, 40_000));
    profile(vscode.Uri.file(folder));
    await says(/^live · step 29 /);
  });
  afterEach(async () => {
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The panel in words: how the run goes on, or that it waits. */
  const said = async () =>
    (await ui.texts("webview", '[data-part="live-text"], [data-part="waiting"] h2, [data-part="message"]')).join("|");
  const says = (text: RegExp) => until(async () => text.test(await said()), `the panel says ${text}`);

  it("a log that was cut off is read again, and one that was emptied is waited for", async () => {
    truncateSync(log(), 20_000);
    await says(/^live · step 14 /);
    truncateSync(log(), 0);
    await says(/^Waiting for the first step$/);
    await ui.screenshot("fault-run-emptied");
    writeFileSync(log(), DIGITS.subarray(0, 50_000));
    await says(/^live · step 37 /);
  });

  it("a folder that was deleted is missed in one line, under what was seen last, and followed again once it is back", async () => {
    const before = await ui.texts("webview", "[data-layer]");
    rmSync(folder, { recursive: true });
    await says(/^fault-\d+: cannot be opened \(no such file or folder\)$/);
    assert.deepEqual(await ui.texts("webview", "[data-layer]"), before);
    await ui.screenshot("fault-run-deleted");
    mkdirSync(folder);
    writeFileSync(log(), DIGITS.subarray(0, 55_000));
    await says(/^live · step 41 /);
  });

  it("a log that was put aside gives way to the one in its place, and what is no log is named", async () => {
    renameSync(log(), `${log()}.1`);
    writeFileSync(log(), logOf(runPayload(), stepPayload(0), stepPayload(1)));
    await says(/^live · step [01] /);
    writeFileSync(log(), "this is no log at all, but long enough to be one");
    await says(/^rank-0000\.normlog: is no run log: it begins with the bytes [\da-f ]+$/);
    writeFileSync(log(), DIGITS.subarray(0, 55_000));
    await says(/^live · step 41 /);
  });

  it("the run goes on where the clock is set back by an hour", async () => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
    try {
      appendFileSync(log(), DIGITS.subarray(40_000, 50_000));
      await says(/^live · step 37 /);
      appendFileSync(log(), DIGITS.subarray(50_000, 55_000));
      await says(/^live · step 41 /);
    } finally {
      Date.now = now;
    }
  });
});

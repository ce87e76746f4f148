// Runs the suite of out/untrusted in a VS Code whose workspace nobody has trusted.
//   node test/rig/one.mjs untrusted
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, startCodeServer } from "./codeServer.mjs";
import { startDriver } from "./driver.mjs";
import { endAll } from "./lifetime.mjs";
import { inRoot } from "./paths.mjs";
import { printer } from "./printer.mjs";
import { setUp } from "./stage.mjs";
import { verdict } from "./verdict.mjs";
import { writeSettings } from "./workspace.mjs";

const minutes = 5;

/** No question is asked, so that the workspace stays as it is opened: not trusted. */
const restricted = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

/** Settings that a workspace brings along; those that could do harm are to be left unheard. */
const hostile = {
  "normscope.onnx.nativeRuntime": "/tmp/not-onnxruntime-node",
  "normscope.probe.onPythonPath": false,
  "normscope.rules": { NRM301: "error" },
};

export async function runUntrustedSuite() {
  try {
    return await attempt();
  } finally {
    await endAll();
  }
}

async function attempt() {
  const { folder, workspace, extensions } = await setUp();
  await writeSettings(join(folder, "data"), restricted);
  await mkdir(join(workspace, ".vscode"), { recursive: true });
  await writeFile(join(workspace, ".vscode", "settings.json"), JSON.stringify(hostile));
  await cp(inRoot("test", "fixtures", "onnx", "norms.onnx"), join(workspace, "norms.onnx"));
  await cp(inRoot("test", "rig", "runner"), join(extensions, "normscope-tests.runner-0.0.1"), { recursive: true });
  const print = printer();
  /** @type {(value: unknown) => void} */
  let end = () => {};
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  const driver = await startDriver((event) => {
    print.event(event);
    if (event.type === "end") end("");
  });
  await installCodeServer();
  const env = {
    NORMSCOPE_DRIVER: driver.url,
    NORMSCOPE_SUITE: inRoot("out", "vscode", "index.js"),
    NORMSCOPE_TESTS: inRoot("out", "untrusted"),
  };
  const server = await startCodeServer({ folder, extensions, env, untrusted: true });
  const page = await newPage(await launchBrowser());
  driver.attach(page);
  await page.goto(server.address({ folder: workspace }));
  const late = new AbortController();
  const limit = sleep(minutes * 60_000, "late", { signal: late.signal }).catch(() => "");
  const how = await Promise.race([ended, server.exited, limit]);
  late.abort();
  return verdict({ ...print.counts(), exitCode: how === "" ? 0 : String(how), timedOut: how === "late" });
}

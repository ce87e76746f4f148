// A real VS Code with Normscope and its examples, on a fresh clone too: only Node and npm are needed.
//   npm run demo [-- --desktop | --code-server] [-- --no-open] [-- --screenshots DIR]
import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installDependencies } from "./dependencies.mjs";
import { endAll } from "./lifetime.mjs";
import { inRoot, root } from "./paths.mjs";
import { run } from "./processes.mjs";
import { setUp } from "./stage.mjs";
import { writeSettings } from "./workspace.mjs";

const next = `
  Right-click the folder digits-cnn in the explorer: Profile Activations.
  Open digits-resnet/epoch-8.safetensors, and its tab Normalization.
  Open digits.ipynb: its outputs are drawn from the file alone.
  Open small-batch/model.py: what its run has measured stands at its lines.
  Open model.py and point at a normalization layer, such as nn.BatchNorm2d.
  Open mistakes.py: what is underlined, the light bulb (Ctrl+.) mends.

This is a copy of media/examples: change what you like. Ctrl+C ends it.`;

/** @typedef {import("./stage.mjs").Stage} Stage */

async function main() {
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  const options = {
    desktop: flag,
    "code-server": flag,
    "no-open": flag,
    screenshots: /** @type {const} */ ({ type: "string" }),
  };
  const { values } = parseArgs({ options });
  await installDependencies();
  const code = await run(process.execPath, [inRoot("esbuild.js"), "--production"], { cwd: root });
  if (code !== 0) throw new Error(`the build failed with exit code ${code}`);
  const stage = await setUp();
  if (values.screenshots !== undefined) return await takeScreenshots(stage, resolve(values.screenshots));
  const { findDesktop, startDesktop } = await import("./desktop.mjs");
  const found = values["code-server"] ? { missing: "--code-server" } : await findDesktop({ virtual: false });
  if ("missing" in found) {
    if (values.desktop) throw new Error(`no desktop VS Code: ${found.missing}`);
    return await serve(stage, !values["no-open"]);
  }
  const { folder, workspace, extensions } = stage;
  const args = [workspace, `--user-data-dir=${join(folder, "data")}`, `--extensions-dir=${extensions}`];
  console.log(`VS Code opens with Normscope and its examples.\n${next}`);
  await (await startDesktop(found.executable, args)).exited;
}

/** @param {Stage} stage @param {boolean} open */
async function serve({ folder, workspace, extensions }, open) {
  const { installCodeServer, startCodeServer } = await import("./codeServer.mjs");
  await installCodeServer();
  const server = await startCodeServer({ folder, extensions });
  const address = server.address({ folder: workspace });
  console.log(`\nVS Code with Normscope and its examples is at\n\n  ${address}\n${next}`);
  if (open) openInBrowser(address);
  await server.exited;
  throw new Error("the server of VS Code ended");
}

/** @param {Stage} stage @param {string} target */
async function takeScreenshots({ folder, workspace, extensions }, target) {
  const { installCodeServer, startCodeServer } = await import("./codeServer.mjs");
  const { launchBrowser, newPage } = await import("./browser.mjs");
  const { loaded, scenes } = await import("./scenes.mjs");
  await installCodeServer();
  const server = await startCodeServer({ folder, extensions });
  const browser = await launchBrowser();
  await mkdir(target, { recursive: true });
  const take = async (/** @type {import("./scenes.mjs").Scene} */ { name, size, settings, show }) => {
    await writeSettings(join(folder, "data"), settings);
    const page = await newPage(browser, size);
    page.setDefaultTimeout(20_000);
    try {
      await page.goto(server.address({ folder: workspace }));
      await loaded(page);
      await show(page);
      await page.screenshot({ path: join(target, `${name}.png`), animations: "disabled" });
    } catch (error) {
      await page.screenshot({ path: join(target, `${name}-failed.png`) }).catch(() => {});
      const [first] = String(error instanceof Error ? error.message : error).split("\n");
      throw new Error(`the picture ${name} could not be taken: ${first}`);
    } finally {
      await page.close();
    }
  };
  for (const scene of scenes) {
    // A window whose extension host is late gets a second chance, a fault fails twice.
    await take(scene).catch(() => take(scene));
    await rm(join(target, `${scene.name}-failed.png`), { force: true });
    console.log(join(target, `${scene.name}.png`));
  }
}

function openInBrowser(/** @type {string} */ address) {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = process.platform === "darwin" ? "open" : "xdg-open";
  // Where there is no such command, the printed address has to do.
  spawn(command, [address], { stdio: "ignore" }).on("error", () => {});
}

try {
  await main();
} catch (error) {
  console.error(`Normscope demo: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
await endAll();
process.exit();

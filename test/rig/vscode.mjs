// Runs the suite of out/vscode inside a real VS Code.
//   node test/rig/vscode.mjs [--desktop | --code-server] [--verbose]
//   node test/rig/vscode.mjs --installed [--oldest] [--verbose]   what npm run package has made, in the oldest VS Code that will do
import { cp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { launchBrowser, newPage } from "./browser.mjs";
import { installCodeServer, installVsix, startCodeServer } from "./codeServer.mjs";
import { connectDesktop, findDesktop, startDesktop } from "./desktop.mjs";
import { startDriver } from "./driver.mjs";
import { endAll, temporaryFolder } from "./lifetime.mjs";
import { companion, main } from "./packages.mjs";
import { inRoot, root } from "./paths.mjs";
import { printer } from "./printer.mjs";
import { freePort } from "./processes.mjs";
import { summary, together, verdict } from "./verdict.mjs";
import { makeWorkspace, writeSettings } from "./workspace.mjs";

const tests = ["out", "vscode"];

/**
 * @param {Set<string>} flags
 * @param {{minutes?: number, most?: number, packed?: boolean}} [how] minutes: what takes longer hangs; most: how many VS Codes
 *   may share the files of tests, where windows of a desktop would take the focus from each other; packed: to be installed
 *   where that can be done, in code-server
 */
export async function runSuite(
  flags,
  { minutes = 25, most = process.env.NORMSCOPE_ONLY ? 1 : 2, packed = flags.has("--installed") } = {},
) {
  const [asked] = ["--code-server", "--installed", "--oldest"].filter((flag) => flags.has(flag));
  try {
    const desktop = asked ? { missing: asked } : await findDesktop({ virtual: true });
    if ("missing" in desktop && flags.has("--desktop")) throw new Error(`No desktop VS Code: ${desktop.missing}.`);
    if (!("missing" in desktop)) return await attempt(flags, minutes, desktop);
    console.log(`In code-server, not the desktop VS Code: ${desktop.missing}.`);
    const release = flags.has("--oldest") ? "oldest" : "newest";
    await installCodeServer(release);
    const shares = Math.min(most, availableParallelism());
    // One share's output after the other's, not mixed; the first one's as it comes.
    /** @type {string[]} */
    const held = [];
    const verdicts = await Promise.all(
      Array.from({ length: shares }, (_, share) => {
        const print = share === 0 ? console.log : (/** @type {string} */ line) => void held.push(line);
        return attempt(flags, minutes, { release, packed, share: `${share}/${shares}`, print });
      }),
    );
    for (const line of held) console.log(line);
    return together(verdicts);
  } finally {
    await endAll();
  }
}

/**
 * @param {Set<string>} flags
 * @param {number} minutes
 * @param {{executable: string} | {release: import("./codeServer.mjs").Release, packed: boolean, share: string,
 *   print: (line: string) => void}} where
 */
async function attempt(flags, minutes, where) {
  const folder = await temporaryFolder();
  const workspace = await makeWorkspace(join(folder, "workspace"), ["media/examples", "test/fixtures/vscode"]);
  await writeSettings(join(folder, "data"));
  // A stand-in for the Jupyter extension, which no registry has, is installed beside the one under development.
  await cp(inRoot("test", "rig", "jupyter"), join(folder, "extensions", "ms-toolsai.jupyter-0.0.1"), {
    recursive: true,
  });
  const extensions = join(folder, "extensions");
  const inServer = "release" in where;
  const developed = { tested: root, home: root };
  const { tested, home } = inServer && where.packed ? await install(folder, where.release) : developed;
  const print = printer(inServer ? where.print : console.log);
  const driver = await startDriver(print.event);
  const setup = {
    folder,
    workspace,
    extensions,
    tested,
    suite: join(home, ...tests, "index.js"),
    driver,
    env: {
      NORMSCOPE_DRIVER: driver.url,
      ...(tested === root ? {} : { NORMSCOPE_INSTALLED: extensions }),
      ...(inServer ? { NORMSCOPE_SHARE: where.share } : {}),
    },
    onOutput: (/** @type {string} */ text) => void (flags.has("--verbose") && process.stderr.write(text)),
  };
  const host = inServer ? inCodeServer(where.release, setup) : inDesktop(where.executable, setup);
  const limit = new AbortController();
  const late = sleep(minutes * 60_000, "late", { signal: limit.signal }).catch(() => "late");
  const exitCode = await Promise.race([host, late]);
  limit.abort();
  return verdict({ ...print.counts(), exitCode, timedOut: exitCode === "late" });
}

/**
 * Installs what people download, beside an extension under development that has nothing in it: VS Code wants one. The tests
 * move in with it, as those in its folder have the same copy of VS Code's API, parts of which they stand in for.
 * @param {string} folder
 * @param {import("./codeServer.mjs").Release} release
 */
async function install(folder, release) {
  const extensions = join(folder, "extensions");
  for (const { file } of [main, companion]) await installVsix(inRoot(file), extensions, release);
  const name = (await readdir(extensions)).find((entry) => /^normscope\.normscope-\d/.test(entry));
  if (name === undefined) throw new Error(`${main.file} is not where it was to be installed.`);
  const home = join(extensions, name);
  await cp(inRoot(...tests), join(home, ...tests), { recursive: true });
  await symlink(inRoot("test"), join(home, "test"));
  await mkdir(join(folder, "node_modules"));
  await symlink(inRoot("node_modules", "mocha"), join(folder, "node_modules", "mocha"));
  const tested = join(folder, "stub");
  await mkdir(tested);
  const manifest = { name: "stub", publisher: "normscope-tests", version: "0.0.1", engines: { vscode: "*" } };
  await writeFile(join(tested, "package.json"), JSON.stringify(manifest));
  return { tested, home };
}

/**
 * @typedef {{folder: string, workspace: string, extensions: string, tested: string, suite: string, env: NodeJS.ProcessEnv,
 *   driver: {attach: (page: import("playwright-core").Page) => void}, onOutput: (text: string) => void}} Setup
 */

/** @param {import("./codeServer.mjs").Release} release @param {Setup} setup @returns {Promise<number | string>} */
async function inCodeServer(release, { folder, workspace, extensions, tested, suite, driver, env, onOutput }) {
  const server = await startCodeServer({ folder, extensions, env, tests: true, release, onOutput });
  const page = await newPage(await launchBrowser());
  const exit = new Promise((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ args) =>
    onOutput(`${type}: ${args.join(" ")}\n`),
  );
  driver.attach(page);
  const remote = (/** @type {string} */ path) => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(tested)],
    ["extensionTestsPath", remote(suite)],
    ["skipWelcome", "true"],
  ];
  await page.goto(server.address({ folder: workspace, payload: JSON.stringify(payload) }));
  return await Promise.race([exit, server.exited.then((code) => `${code}, of the server`)]);
}

/** @param {string} executable @param {Setup} setup */
async function inDesktop(executable, { folder, workspace, extensions, suite, driver, env, onOutput }) {
  const port = await freePort();
  const args = [
    workspace,
    `--extensionDevelopmentPath=${root}`,
    `--extensionTestsPath=${suite}`,
    `--user-data-dir=${join(folder, "data")}`,
    `--extensions-dir=${extensions}`,
    `--remote-debugging-port=${port}`,
  ];
  const editor = await startDesktop(executable, args, { env: { ...process.env, ...env }, onOutput });
  const window = connectDesktop(port).then(driver.attach);
  return await Promise.race([editor.exited, window.then(() => editor.exited)]);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await runSuite(new Set(process.argv.slice(2))).catch((error) => ({
    passed: 0,
    failed: 1,
    problems: [error.message],
  }));
  for (const problem of result.problems) console.log(problem);
  const { line, ok } = summary([result]);
  console.log(line);
  process.exit(ok ? 0 : 1);
}

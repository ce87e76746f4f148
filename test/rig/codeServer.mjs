import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atEnd } from "./lifetime.mjs";
import { node24In, node24Packages } from "./node24.mjs";
import { cache } from "./paths.mjs";
import { answering, freePort, npm, startProcess } from "./processes.mjs";

/** What finds files, and what runs terminals: 1.100 would download the one by a script, and compile the other. */
const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
const terminals = "node-pty";

/**
 * The newest VS Code, and the oldest that package.json says is enough: 1.100. That runs on Node 20, as VS Code did then.
 * @type {Record<Release, {version: string, more: readonly string[], nodeIn: (folder: string) => string | undefined}>}
 */
const releases = {
  newest: { version: "4.139.1", more: node24Packages, nodeIn: node24In },
  oldest: {
    version: "4.100.3",
    more: [`${ripgrep}@1.18.0`, `${terminals}@1.2.0-beta.15`],
    nodeIn: () => process.execPath,
  },
};

/** @typedef {"newest" | "oldest"} Release */

const homeOf = (/** @type {Release} */ release) => join(cache, `code-server-${releases[release].version}`);
const vscodeFolder = join("node_modules", "code-server", "lib", "vscode");

/** Where VS Code itself is, once it is installed. */
export const vscodeHome = join(homeOf("newest"), vscodeFolder);

/** Installs VS Code for the browser from npm, in one piece or not at all. About 780 MB, 40 s. */
export async function installCodeServer(/** @type {Release} */ release = "newest") {
  const { version, more, nodeIn } = releases[release];
  const home = homeOf(release);
  if (process.platform === "win32") throw new Error("code-server does not run on Windows.");
  if (existsSync(home) && nodeIn(home)) return;
  console.log(`Installing code-server ${version} from npm (about 780 MB, once) …`);
  const partial = `${home}.partial-${process.pid}`;
  atEnd(() => rm(partial, { recursive: true, force: true }));
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, "package.json"), '{ "private": true }\n');
  await install(partial, [`code-server@${version}`, ...more]);
  if (!nodeIn(partial)) {
    const { platform, arch, version: own } = process;
    throw new Error(`code-server needs Node 24 or later on ${platform}-${arch}; this is Node ${own.slice(1)}.`);
  }
  await install(join(partial, vscodeFolder), ["--omit=dev"]);
  for (const [brought, wanted] of Object.entries({
    [`${ripgrep}/bin`]: "@vscode/ripgrep/bin",
    [terminals]: terminals,
  })) {
    const from = join(partial, "node_modules", brought);
    if (existsSync(from)) await cp(from, join(partial, vscodeFolder, "node_modules", wanted), { recursive: true });
  }
  await rm(home, { recursive: true, force: true });
  await rename(partial, home).catch((error) => {
    if (!existsSync(home)) throw error;
  });
}

/** Scripts would build native modules that VS Code does well without. */
async function install(/** @type {string} */ folder, /** @type {string[]} */ args) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await npm(["install", "--prefix", folder, ...quiet, ...args], { cwd: folder });
  if (code !== 0) throw new Error(`npm install of code-server failed with exit code ${code}.`);
}

/**
 * Starts VS Code as a server on loopback. Its address holds a token, without which it lets nobody in.
 * @param {{folder: string, extensions: string, env?: NodeJS.ProcessEnv, tests?: boolean, untrusted?: boolean,
 *   release?: Release, onOutput?: (text: string) => void}} options folder: for everything it writes; untrusted: a person
 *   has to trust workspaces
 */
export async function startCodeServer({
  folder,
  extensions,
  env,
  tests = false,
  untrusted = false,
  release = "newest",
  onOutput,
}) {
  const port = await freePort();
  const token = crypto.randomUUID();
  const userHome = join(folder, "home");
  await mkdir(userHome, { recursive: true });
  const args = [
    serverIn(release),
    ...["--host", "127.0.0.1", "--port", `${port}`, "--connection-token", token, "--accept-server-license-terms"],
    ...["--telemetry-level", "off"],
    ...(untrusted ? [] : ["--disable-workspace-trust"]),
    ...["--server-data-dir", join(folder, "server"), "--user-data-dir", join(folder, "data")],
    ...["--extensions-dir", extensions],
    ...(tests ? ["--enable-smoke-test-driver"] : []),
  ];
  const server = await startProcess(nodeOf(release), args, {
    env: { ...process.env, ...env, HOME: userHome, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
    onOutput,
  });
  const authority = `127.0.0.1:${port}`;
  await answering(`http://${authority}/version`, server.exited);
  /** @param {Record<string, string>} query */
  const address = (query) => `http://${authority}/?${new URLSearchParams({ tkn: token, ...query })}`;
  return { ...server, authority, address };
}

/** Installs a .vsix as VS Code itself does. */
export async function installVsix(
  /** @type {string} */ file,
  /** @type {string} */ extensions,
  /** @type {Release} */ release,
) {
  const args = [serverIn(release), "--install-extension", file, "--extensions-dir", extensions, "--force"];
  // It also says at length which of its own parts it could do without, which only matters if it fails.
  /** @type {string[]} */
  const said = [];
  const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const { exited } = await startProcess(nodeOf(release), args, { env, onOutput: (text) => void said.push(text) });
  const code = await exited;
  if (code !== 0) throw new Error(`${file} could not be installed: exit code ${code}.\n${said.join("")}`);
}

const serverIn = (/** @type {Release} */ release) => join(homeOf(release), vscodeFolder, "out", "server-main.js");
const nodeOf = (/** @type {Release} */ release) => releases[release].nodeIn(homeOf(release)) ?? process.execPath;

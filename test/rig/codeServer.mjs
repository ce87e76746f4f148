import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atEnd } from "./lifetime.mjs";
import { node24In, node24Packages } from "./node24.mjs";
import { cache } from "./paths.mjs";
import { answering, freePort, npm, startProcess } from "./processes.mjs";

const version = "4.139.1";
const home = join(cache, `code-server-${version}`);
const vscodeFolder = join("node_modules", "code-server", "lib", "vscode");

/** Installs VS Code for the browser from npm, in one piece or not at all. About 780 MB, 40 s. */
export async function installCodeServer() {
  if (process.platform === "win32") throw new Error("code-server does not run on Windows.");
  if (existsSync(home) && node24In(home)) return;
  console.log(`Installing code-server ${version} from npm (about 780 MB, once) …`);
  const partial = `${home}.partial-${process.pid}`;
  atEnd(() => rm(partial, { recursive: true, force: true }));
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, "package.json"), '{ "private": true }\n');
  await install(partial, [`code-server@${version}`, ...node24Packages]);
  if (!node24In(partial)) {
    const { platform, arch, version: own } = process;
    throw new Error(`code-server needs Node 24 or later on ${platform}-${arch}; this is Node ${own.slice(1)}.`);
  }
  await install(join(partial, vscodeFolder), ["--omit=dev"]);
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
 *   onOutput?: (text: string) => void}} options folder: for everything it writes; untrusted: a person has to trust workspaces
 */
export async function startCodeServer({ folder, extensions, env, tests = false, untrusted = false, onOutput }) {
  const port = await freePort();
  const token = crypto.randomUUID();
  const userHome = join(folder, "home");
  await mkdir(userHome, { recursive: true });
  const args = [
    join(home, vscodeFolder, "out", "server-main.js"),
    ...["--host", "127.0.0.1", "--port", `${port}`, "--connection-token", token, "--accept-server-license-terms"],
    ...["--telemetry-level", "off"],
    ...(untrusted ? [] : ["--disable-workspace-trust"]),
    ...["--server-data-dir", join(folder, "server"), "--user-data-dir", join(folder, "data")],
    ...["--extensions-dir", extensions],
    ...(tests ? ["--enable-smoke-test-driver"] : []),
  ];
  const server = await startProcess(node24In(home) ?? process.execPath, args, {
    env: { ...process.env, ...env, HOME: userHome, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
    onOutput,
  });
  const authority = `127.0.0.1:${port}`;
  await answering(`http://${authority}/version`, server.exited);
  /** @param {Record<string, string>} query */
  const address = (query) => `http://${authority}/?${new URLSearchParams({ tkn: token, ...query })}`;
  return { ...server, authority, address };
}

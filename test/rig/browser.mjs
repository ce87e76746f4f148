import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { chromium } from "playwright-core";
import { atEnd } from "./lifetime.mjs";
import { cache, inRoot } from "./paths.mjs";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const applications = ["Google Chrome", "Chromium", "Microsoft Edge"];

/** Opens a headless Chromium: the one asked for, else the system's, else the one from npm. */
export async function launchBrowser() {
  const failures = [];
  for (const find of [asked, installed, fromNpm]) {
    const found = await find();
    if (!found) continue;
    try {
      const browser = await chromium.launch({
        ...found,
        args: flags.split(" "),
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      atEnd(() => browser.close());
      return browser;
    } catch (error) {
      failures.push(`${found.executablePath}: ${error instanceof Error ? error.message : error}`);
      if (find === asked) break;
    }
  }
  throw new Error(["No Chromium to open. Install one, or name it in NORMSCOPE_CHROMIUM.", ...failures].join("\n"));
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {{width?: number, height?: number}} [size]
 */
export async function newPage(browser, { width = 1280, height = 800 } = {}) {
  return await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
}

function asked() {
  const executablePath = process.env.NORMSCOPE_CHROMIUM;
  return executablePath ? { executablePath } : undefined;
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths =
    process.platform === "darwin"
      ? applications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
      : names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = paths.find((path) => existsSync(path));
  return executablePath ? { executablePath } : undefined;
}

/** By whoever asks first. @type {Promise<void> | undefined} */
let unpacking;

/** The package brings the libraries and fonts along that a bare machine lacks. */
async function fromNpm() {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const source = inRoot("node_modules", "@sparticuz", "chromium");
  const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  const home = join(cache, `chromium-${version}`);
  unpacking ??= existsSync(home) ? Promise.resolve() : unpack(join(source, "bin"), home);
  await unpacking;
  /** @type {Record<string, string>} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  if (lacksLibraries()) env.LD_LIBRARY_PATH = join(home, "lib");
  if (!existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_FILE = join(home, "normscope-fonts.conf");
  return { executablePath: join(home, "chromium"), env };
}

function lacksLibraries() {
  const { stdout } = spawnSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" });
  return !["libnss3.so", "libnssutil3.so", "libnspr4.so", "libexpat.so.1"].every((name) => stdout?.includes(name));
}

/** @param {string} source @param {string} home */
async function unpack(source, home) {
  const partial = `${home}.partial-${process.pid}`;
  atEnd(() => rm(partial, { recursive: true, force: true }));
  await mkdir(partial, { recursive: true });
  for (const name of ["chromium", "fonts.tar", "al2023.tar"]) {
    const file = join(partial, name);
    await pipeline(createReadStream(join(source, `${name}.br`)), createBrotliDecompress(), createWriteStream(file));
    if (!name.endsWith(".tar")) await chmod(file, 0o755);
    else if (spawnSync("tar", ["-xf", file, "-C", partial]).status !== 0) throw new Error(`Could not unpack ${file}.`);
  }
  const fonts = `<?xml version="1.0"?>
<fontconfig><dir>${join(home, "fonts")}</dir><cachedir>${join(home, "fonts-cache")}</cachedir></fontconfig>\n`;
  await writeFile(join(partial, "normscope-fonts.conf"), fonts);
  await rename(partial, home).catch((error) => {
    if (!existsSync(home)) throw error;
  });
}

import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "./lifetime.mjs";
import { inRoot } from "./paths.mjs";
import { makeWorkspace, writeSettings } from "./workspace.mjs";

/** @typedef {{folder: string, workspace: string, extensions: string, home: string}} Stage home: of the extension */

/** Installs the built extension the way VS Code keeps installed ones. */
export async function setUp() {
  const folder = await temporaryFolder();
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  const home = join(folder, "extensions", `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(home, { recursive: true });
  for (const part of ["package.json", "package.nls.json", "README.md", "dist", "l10n", "media"]) {
    await cp(inRoot(part), join(home, part), { recursive: true });
  }
  const workspace = await makeWorkspace(join(folder, "examples"), ["media/examples"]);
  await writeSettings(join(folder, "data"));
  return { folder, workspace, extensions: join(folder, "extensions"), home };
}

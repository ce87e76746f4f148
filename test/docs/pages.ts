import { commandsPage } from "./commands";
import { formatsPage } from "./formats";
import { readManifest } from "./manifest";
import { settingsPage } from "./settings";

/** The pages of docs that are made of what the product itself holds, by their names. */
export function referencePages(): ReadonlyMap<string, string> {
  const manifest = readManifest();
  return new Map([
    ["commands.md", commandsPage(manifest)],
    ["settings.md", settingsPage(manifest)],
    ["formats.md", formatsPage()],
  ]);
}

import { stat } from "node:fs/promises";
import { sep } from "node:path";
import * as vscode from "vscode";
import type { ProfileRequest } from "../../protocol/engineApi";
import { openRequests } from "../panel";
import { PROFILE_PANEL } from "../panelKind";
import { requestFor } from "../request";
import { type RunFolder, readRunFolder } from "../runFolder";
import type { RunList } from "./runList";

/** Files in which layers may be measured. */
export interface Source {
  readonly request: ProfileRequest;
  /** Another one where the files have changed. */
  readonly stamp: string;
}

/** Which files a person wants to see beside code: what there is, those of some paths, or none. */
export type Choice = "latest" | "none" | readonly string[];

/**
 * Where measurements may be, the first first: what was chosen; else what the open profiles show, the one that was looked at
 * last first, and then the workspace's newest run.
 */
export async function sourcesFor(choice: Choice, list: RunList): Promise<readonly Source[]> {
  if (choice === "none") return [];
  if (choice !== "latest") return [await sourceOf(requestFor(choice.map((path) => vscode.Uri.file(path))))];
  const shown = openRequests(PROFILE_PANEL).toReversed();
  const [newest] = runSources(await list.now());
  return [...(await Promise.all(shown.map(sourceOf))), ...(newest ? [newest.source] : [])];
}

/** Runs with what a panel on each of them shows. */
export function runSources(
  runs: readonly RunFolder[],
): readonly { readonly run: RunFolder; readonly source: Source }[] {
  return runs.map((run) => {
    // A panel on the folder would show the runs below it, too.
    const holdsOthers = runs.some(({ path }) => path.startsWith(`${run.path}${sep}`));
    const paths = holdsOthers ? run.logs : [run.path];
    return { run, source: { request: requestFor(paths.map((path) => vscode.Uri.file(path))), stamp: run.stamp } };
  });
}

async function sourceOf(request: ProfileRequest): Promise<Source> {
  const stamps = await Promise.all(request.paths.map(stampOf));
  return { request, stamp: stamps.join("\n") };
}

/** Of a folder without logs, its own time: files that are added to it change that. */
async function stampOf(path: string): Promise<string> {
  const about = await stat(path).catch(() => null);
  const run = about?.isDirectory() ? await readRunFolder(path) : null;
  return run?.stamp ?? `${about?.size} ${about?.mtimeMs}`;
}

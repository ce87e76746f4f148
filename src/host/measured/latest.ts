import { dirname } from "node:path";
import * as vscode from "vscode";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { Measured } from "../../protocol/measured";
import type { Engine } from "../engine";
import { createPace } from "../pace";
import { onDidChangePanels } from "../panel";
import { LOGS } from "../runFolder";
import { createRunList, type RunList } from "./runList";
import { type Choice, type Source, sourcesFor } from "./sources";

/** What was measured, and how to show its files. */
export interface Latest {
  readonly measured: Measured;
  readonly request: ProfileRequest;
}

/** What was measured last, read again where its files change, for as long as somebody wants to know. */
export interface LatestMeasured extends vscode.Disposable {
  readonly now: () => Latest | null;
  readonly onDidChange: vscode.Event<void>;
  /** Whether anything is looked for at all. */
  want(wanted: boolean): void;
  readonly runs: Pick<RunList, "search">;
  choice(): Choice;
  choose(choice: Choice): Promise<void>;
  /** What the files of a profile hold, whatever is shown beside code. @throws as the engine does */
  of(request: ProfileRequest): Promise<Measured | null>;
}

const CHOICE = "normscope.measuredRun";
/** Where nothing tells of changes. */
const LOOK_MS = 20_000;
/** Answers that are kept: those of panels that somebody goes back and forth between. */
const MOST_KEPT = 4;

export function createLatest(engine: Engine, state: vscode.Memento, log: vscode.LogOutputChannel): LatestMeasured {
  const changed = new vscode.EventEmitter<void>();
  const kept = new Map<string, { readonly stamp: string; readonly measured: Measured | null }>();
  const told = new Set<string>();
  const stopped = new AbortController();
  const runs = createRunList(() => pace.hint());
  let latest: Latest | null = null;
  let watcher: vscode.FileSystemWatcher | undefined;

  async function read({ request, stamp }: Source): Promise<Measured | null> {
    const key = JSON.stringify(request);
    const known = kept.get(key);
    if (known?.stamp === stamp) return known.measured;
    const measured = await engine.measured(request, { signal: stopped.signal }).catch((error: Error) => {
      warnOnce(error.message);
      return null;
    });
    kept.delete(key);
    kept.set(key, { stamp, measured });
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
    return measured;
  }

  /** A log that is being written may be torn, and is read again as soon as it has grown. */
  function warnOnce(message: string): void {
    if (!stopped.signal.aborted && !told.has(message)) log.warn(`Beside code: ${message}`);
    told.add(message);
  }

  async function look(): Promise<number> {
    let found: Latest | null = null;
    for (const source of await sourcesFor(choice(), runs)) {
      const measured = await read(source);
      if (measured && measured.layers.length > 0) found ??= { measured, request: source.request };
      if (found) break;
    }
    if (found?.measured === latest?.measured) return LOOK_MS;
    latest = found;
    changed.fire();
    return LOOK_MS;
  }

  const pace = createPace(() => look().catch(() => LOOK_MS));
  const choice = () => state.get<Choice>(CHOICE, "latest");
  const watch = () => {
    const logs = vscode.workspace.createFileSystemWatcher(LOGS);
    const tell = ({ fsPath }: vscode.Uri) => {
      runs.changed(dirname(fsPath));
      pace.hint();
    };
    logs.onDidChange(tell);
    logs.onDidCreate(tell);
    logs.onDidDelete(tell);
    return logs;
  };
  const panels = onDidChangePanels(pace.hint);

  return {
    now: () => latest,
    onDidChange: changed.event,
    want(wanted) {
      if (!wanted) return pace.pause();
      watcher ??= watch();
      pace.resume();
    },
    runs,
    choice,
    async choose(wanted) {
      await state.update(CHOICE, wanted === "latest" ? undefined : wanted);
      changed.fire();
      pace.hint();
    },
    of: async (request) => {
      const isNow = latest && JSON.stringify(latest.request.paths) === JSON.stringify(request.paths);
      return isNow ? latest!.measured : engine.measured(request, { signal: stopped.signal });
    },
    dispose() {
      stopped.abort();
      pace.dispose();
      panels.dispose();
      watcher?.dispose();
      changed.dispose();
    },
  };
}

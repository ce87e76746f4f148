import * as vscode from "vscode";
import type { LoggedHealth } from "../../protocol/runHealth";
import { findRunFolders, newestFirst, type RunFolder, readRunFolder } from "../runFolder";
import { createHealthQueue } from "./healthQueue";
import { layerItem, moreItem, type NamedRun, type RunElement, type RunHandle, runItem } from "./runItem";
import { shortNames } from "./shortNames";

/** So many runs are shown, and read, before a person asks for more. */
const PAGE = 100;

/** The view's contents. Nothing is read that nobody looks at. */
export interface RunTree extends vscode.TreeDataProvider<RunElement> {
  /** Looks for runs anew. */
  refresh(): Promise<void>;
  /** Logs in these folders were written, made or deleted: looks at them, and at nothing else. */
  foldersChanged(paths: ReadonlySet<string>): Promise<void>;
  /** Time has gone on: renews what says how long ago something was, and looks after runs that go on. */
  tick(): Promise<void>;
  showMore(): void;
  /** Whether somebody sees the view. */
  show(visible: boolean): void;
  /** Undefined where the run has gone. */
  runOf(path: string): NamedRun | undefined;
  /** All that were found, the newest first. */
  runs(): readonly NamedRun[];
}

/** Of runs that may go on: watchers do not see everything (network drives, folders that have just been made). */
const MOST_WATCHED = 20;

interface Entry extends NamedRun {
  readonly handle: RunHandle;
}

/** @param judge reads a run's logs */
export function createRunTree(judge: (run: RunFolder) => Promise<LoggedHealth>): RunTree {
  const changes = new vscode.EventEmitter<RunElement | undefined>();
  let entries: ReadonlyMap<string, Entry> | null = null;
  const described = new Map<string, vscode.TreeItem["description"]>();
  let pages = 1;
  let visible = false;
  let search = new vscode.CancellationTokenSource();
  const health = createHealthQueue(judge, (path) => {
    const entry = entries?.get(path);
    if (entry) changes.fire(entry.handle);
  });

  const all = () => [...(entries?.values() ?? [])];
  const shown = () => all().slice(0, pages * PAGE);
  const wantShown = () => {
    if (visible) for (const { run } of shown()) health.want(run);
  };

  /** Renews runs whose logs were written, or the list where another order or another name stands in it. */
  function setFolders(folders: readonly RunFolder[]): void {
    const before = entries;
    const names = shortNames(folders.map(({ path }) => relativePath(path)));
    const now = new Map(
      folders.map((run, i): [string, Entry] => {
        const handle = before?.get(run.path)?.handle ?? { kind: "run", path: run.path };
        return [run.path, { handle, name: names[i]!, run }];
      }),
    );
    entries = now;
    health.keep(new Set(now.keys()));
    const listOf = (some: Iterable<Entry>) => [...some].map(({ name, run }) => `${name}\n${run.path}`).join("\n");
    if (before === null || listOf(before.values()) !== listOf(now.values())) changes.fire(undefined);
    else for (const [path, { handle, run }] of now) if (before.get(path)?.run.stamp !== run.stamp) changes.fire(handle);
    wantShown();
  }

  async function layersOf({ path }: RunHandle): Promise<RunElement[]> {
    const run = entries?.get(path)?.run;
    if (!run) return [];
    // What is known of a run that goes on is shown until it has been read again.
    if (health.known(run) === undefined) await health.need(run);
    const known = health.known(run);
    if (known === undefined || "failed" in known) return [];
    return known.layers.map((layer) => ({ kind: "layer", path, health: layer }));
  }

  function itemOf(handle: RunHandle): vscode.TreeItem {
    const entry = entries?.get(handle.path);
    return entry ? runItem(handle, entry, health.known(entry.run), Date.now()) : new vscode.TreeItem("(deleted)");
  }

  const tree: RunTree = {
    onDidChangeTreeData: changes.event,
    async getChildren(element) {
      if (element) return element.kind === "run" ? layersOf(element) : [];
      if (entries === null) await tree.refresh();
      wantShown();
      const handles = shown().map(({ handle }) => handle);
      const left = all().length - handles.length;
      return left > 0 ? [...handles, { kind: "more", left }] : handles;
    },
    getTreeItem(element) {
      if (element.kind === "more") return moreItem(element);
      if (element.kind === "layer") return layerItem(element);
      const item = itemOf(element);
      described.set(element.path, item.description);
      return item;
    },
    async refresh() {
      search.cancel();
      const own = new vscode.CancellationTokenSource();
      search = own;
      const found = await findRunFolders(own.token);
      if (search === own) setFolders(found);
    },
    async foldersChanged(paths) {
      if (entries === null) return;
      const changed = await Promise.all([...paths].map(readRunFolder));
      const others = all().flatMap(({ run }) => (paths.has(run.path) ? [] : [run]));
      setFolders(newestFirst([...others, ...changed.filter((run) => run !== null)]));
    },
    async tick() {
      for (const { handle } of shown())
        if (itemOf(handle).description !== described.get(handle.path)) changes.fire(handle);
      const open = shown().flatMap(({ run }) => {
        const known = health.known(run);
        return known && "state" in known && known.state === "open" ? [run.path] : [];
      });
      await tree.foldersChanged(new Set(open.slice(0, MOST_WATCHED)));
    },
    showMore() {
      pages++;
      changes.fire(undefined);
    },
    show(now) {
      visible = now;
      if (!visible) health.pause();
      else if (entries !== null) void tree.refresh();
    },
    runOf: (path) => entries?.get(path),
    runs: all,
  };
  return tree;
}

/** The workspace's own folder is relative to nothing: its path's end names it. */
function relativePath(path: string): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return vscode.workspace.asRelativePath(path, several).replaceAll("\\", "/");
}

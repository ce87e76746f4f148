import * as vscode from "vscode";
import type { CheckSettings } from "../analysis/checking/severities";
import type { PlacedHover } from "../analysis/hoverText";
import type { HoverCell } from "../analysis/modelHover";
import type { OpenCheck, OpenFindings } from "../check/checkOpen";
import type { OpenPlace } from "../check/hoverOpen";
import type { ModulePlaces, OpenModules } from "../check/modelPlaces";
import type { OpenText } from "../check/openTexts";
import { type Answer, type Caller, createCaller } from "../protocol/rpc";
import type { CheckProgram } from "./checkProgram";
import type { PythonSource } from "./pythonSource";
import { startThread } from "./thread";
import type { Thread } from "./threadEvents";
import { fileOfFolder, unsavedIn } from "./unsaved";

/** Follows what is open into the files that it imports, away from the thread that answers to keys. */
export interface ImportsThread extends vscode.Disposable {
  /**
   * Null where nothing is followed: in workspaces that are not trusted, and for what is on no disk.
   * @param text the source's, as far as it could be read
   */
  around(source: PythonSource, text: string): WithImports | null;
  /** Where the code of a folder builds modules; rejects as answers of `around` do. Null in workspaces that are not trusted. */
  places(root: vscode.Uri, modules: Pick<OpenModules, "modules" | "complete">): Promise<ModulePlaces> | null;
}

/** What can be asked of a text with its imports. Answers reject where the thread has stopped; the next call starts another. */
export interface WithImports {
  /** The folder of the workspace that it lies in, and that imports are looked for in. */
  readonly root: vscode.Uri;
  /** @param loops whether the modes in loops are wanted, too */
  check(settings: CheckSettings, loops: boolean): Promise<OpenFindings | null>;
  /** The mode of the model that is read at an offset, as `modelHover` tells it. */
  hover(offset: number, cells: readonly HoverCell[]): Promise<PlacedHover | null>;
}

/** What it has read is then in the cache, or read again. */
const IDLE_MS = 300_000;

/** The thread is started when it is first needed, and ended when it is idle. */
export function createImportsThread({ program, cache }: CheckProgram): ImportsThread {
  let running: { readonly thread: Thread; readonly caller: Caller } | null = null;
  let idle: NodeJS.Timeout | undefined;

  function start() {
    const stop = (why: string) => {
      if (running?.thread === thread) running = null;
      caller.fail(why);
    };
    const thread = startThread<Answer>(program, {
      hear: (answer) => caller.receive(answer),
      failed: stop,
      exited: (code) => stop(`exit code ${code}`),
    });
    const caller = createCaller((call) => thread.post(call));
    return { thread, caller };
  }

  const end = () => {
    clearTimeout(idle);
    running?.thread.end();
    running = null;
  };

  async function ask(method: string, argument: OpenText | OpenModules): Promise<unknown> {
    clearTimeout(idle);
    running ??= start();
    try {
      return await running.caller.call(method, argument);
    } finally {
      clearTimeout(idle);
      idle = setTimeout(end, IDLE_MS);
    }
  }
  const check = (open: OpenCheck) => ask("open", open) as Promise<OpenFindings | null>;
  const hover = (open: OpenPlace) => ask("hover", open) as Promise<PlacedHover | null>;

  return {
    around({ notebook, parts }, text) {
      const uri = notebook?.uri ?? parts[0]?.document.uri;
      const file = uri && vscode.workspace.isTrusted ? fileOfFolder(uri) : null;
      if (!file) return null;
      const { root, path } = file;
      const open = { project: { root: root.fsPath, cache }, path, text, unsaved: unsavedIn(root) };
      return {
        root,
        check: (settings, loops) => check({ ...open, settings, loops }),
        hover: (offset, cells) => hover({ ...open, offset, cells }),
      };
    },
    places(root, modules) {
      if (!vscode.workspace.isTrusted || root.scheme !== "file") return null;
      const project = { root: root.fsPath, cache };
      return ask("places", { ...modules, project, unsaved: unsavedIn(root) }) as Promise<ModulePlaces>;
    },
    dispose: end,
  };
}

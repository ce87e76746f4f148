import * as vscode from "vscode";
import type { Checked } from "../checked";
import { createAsked } from "./asked";
import { createImportsThread } from "./importsThread";
import { fileOfFolder, unsavedIn } from "./unsaved";

/** Follows the code that is open into the files that it imports. */
export interface FollowImports extends vscode.Disposable {
  /**
   * What is found with them, once a thread has looked; null where nothing is followed: in workspaces that are not trusted, and
   * for what is on no disk. Never rejects.
   */
  follow(checked: Checked): Promise<Checked> | null;
  /** Sources, by their id, whose imports have changed. */
  readonly onDidTouch: vscode.Event<readonly string[]>;
  forget(id: string): void;
}

/**
 * @param program the command line's
 * @param cache where it may keep what it has read
 */
export function createFollowImports(program: string, cache: string | null): FollowImports {
  const thread = createImportsThread(program);
  const asked = createAsked();

  async function look(checked: Checked, root: vscode.Uri, path: string): Promise<Checked> {
    const { source, basis } = checked;
    const { text, settings, keeps } = basis!;
    const project = { root: root.fsPath, cache };
    const found = await thread.check({ project, path, text, settings, unsaved: unsavedIn(root) }).catch(() => null);
    if (!found) return checked;
    asked.set(source.id, root, found.asked);
    if (!found.findings) return checked;
    return { ...checked, findings: found.findings.filter(keeps), others: { root, lines: found.lines } };
  }

  return {
    follow(checked) {
      const { source, basis } = checked;
      const uri = source.notebook?.uri ?? source.parts[0]?.document.uri;
      const file = basis && uri && vscode.workspace.isTrusted ? fileOfFolder(uri) : null;
      return file && look(checked, file.root, file.path);
    },
    onDidTouch: asked.onDidTouch,
    forget: asked.forget,
    dispose() {
      thread.dispose();
      asked.dispose();
    },
  };
}

import type * as vscode from "vscode";
import type { ImportsThread, WithImports } from "../../importsThread";
import type { CheckBasis, Checked } from "../checked";
import { createAsked } from "./asked";

/** Follows the code that is open into the files that it imports. */
export interface FollowImports extends vscode.Disposable {
  /** What is found with them, once a thread has looked; null where nothing is followed. Never rejects. */
  follow(checked: Checked): Promise<Checked> | null;
  /** Sources, by their id, whose imports have changed. */
  readonly onDidTouch: vscode.Event<readonly string[]>;
  forget(id: string): void;
}

export function createFollowImports(thread: ImportsThread): FollowImports {
  const asked = createAsked();

  async function look(checked: Checked, { settings, keeps, lenses }: CheckBasis, text: WithImports): Promise<Checked> {
    const answer = await text.check(settings, lenses).catch(() => null);
    if (!answer) return checked;
    asked.set(checked.source.id, text.root, answer.asked);
    if (!answer.found) return checked;
    const { findings, loops } = answer.found;
    const notes = { ...checked.notes, loops };
    return { ...checked, findings: findings.filter(keeps), notes, others: { root: text.root, lines: answer.lines } };
  }

  return {
    follow(checked) {
      const { source, basis } = checked;
      const text = basis && thread.around(source, basis.text);
      return text && look(checked, basis, text);
    },
    onDidTouch: asked.onDidTouch,
    forget: asked.forget,
    dispose: asked.dispose,
  };
}

import * as vscode from "vscode";
import { age } from "../runState";
import { labelText, oneLine } from "../safeText";
import type { LatestMeasured } from "./latest";
import { type Choice, runSources } from "./sources";

interface Item extends vscode.QuickPickItem {
  readonly choice: Choice;
}

/** Has a person choose whose measurements stand beside code: the latest, those of a run, or none. */
export async function chooseRun(latest: LatestMeasured): Promise<void> {
  const now = latest.choice();
  const runs = runSources(await latest.runs.search());
  const items: Item[] = [
    {
      label: "$(sync) The latest",
      detail: "What the profile that was looked at last shows, or else the newest training run",
      choice: "latest",
    },
    { label: "$(circle-slash) None", detail: "Nothing measured is shown beside code", choice: "none" },
    ...runs.map(({ run, source }): Item => {
      const path = oneLine(vscode.workspace.asRelativePath(run.path));
      return {
        label: `$(graph-line) ${labelText(path)}`,
        description: age(Date.now() - run.written),
        choice: source.request.paths,
      };
    }),
  ];
  const marked = items.map((item) => (same(item.choice, now) ? { ...item, description: shown(item) } : item));
  const chosen = await vscode.window.showQuickPick(marked, {
    title: "Measurements Beside Code",
    placeHolder: "Whose measurements to show at the lines that build a model's layers",
    matchOnDetail: true,
  });
  if (chosen) await latest.choose(chosen.choice);
}

function shown({ description }: Item): string {
  return [description, "shown now"].filter(Boolean).join(" · ");
}

function same(a: Choice, b: Choice): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

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
      label: `$(sync) ${vscode.l10n.t("The latest")}`,
      detail: vscode.l10n.t("What the profile that was looked at last shows, or else the newest training run"),
      choice: "latest",
    },
    {
      label: `$(circle-slash) ${vscode.l10n.t("None")}`,
      detail: vscode.l10n.t("Nothing measured is shown beside code"),
      choice: "none",
    },
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
    title: vscode.l10n.t("Measurements Beside Code"),
    placeHolder: vscode.l10n.t("Whose measurements to show at the lines that build a model's layers"),
    matchOnDetail: true,
  });
  if (chosen) await latest.choose(chosen.choice);
}

function shown({ description }: Item): string {
  return [description, vscode.l10n.t("shown now")].filter(Boolean).join(" · ");
}

function same(a: Choice, b: Choice): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

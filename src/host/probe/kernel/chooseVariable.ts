import * as vscode from "vscode";
import { labelText } from "../../safeText";
import { isPath, pathOf, type Variable } from "./kernelCode";

/**
 * Asks for one of the kernel's variables, or for a path to what one of them holds.
 *
 * @param example of such a path
 */
export function chooseVariable(
  title: string,
  variables: readonly Variable[],
  example: string,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  const known = variables.map(({ name, about }) => ({ label: name, description: labelText(about) }));
  pick.title = title;
  pick.placeholder = vscode.l10n.t("Choose one, or type where it is: {0}", example);
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = known;
  pick.onDidChangeValue((typed) => {
    const text = typed.trim();
    const own = text === "" || known.some(({ label }) => label === text) ? [] : [typedItem(text)];
    pick.items = [...known, ...own];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const path = pathOf(pick.selectedItems[0]?.label, pick.value, variables);
      if (path === undefined) return;
      resolve(path);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** What a person types becomes code only where it can do nothing but name something. */
function typedItem(text: string): vscode.QuickPickItem {
  return isPath(text)
    ? { label: text, description: vscode.l10n.t("as typed"), alwaysShow: true }
    : {
        label: vscode.l10n.t("Only names, attributes and items"),
        description: vscode.l10n.t("such as {0}", "trainer.model, batch[0]"),
        alwaysShow: true,
      };
}

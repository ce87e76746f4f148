import * as vscode from "vscode";
import type { CodeText } from "../check/codeTexts";

/** The pages that say what a finding means. They are in the extension itself: nothing is fetched. */
const SCHEME = "normscope-finding";

/** The page of a finding; package.json has VS Code open it as a preview. */
export function pageUri(code: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
}

/** The page that was made last. */
let made: { readonly name: string; readonly markdown: string } | undefined;
let count = 0;

/** Shows a page that is no finding's, so that its links to findings lead to theirs. */
export async function showPage(name: string, markdown: string): Promise<void> {
  made = { name, markdown };
  // A preview takes a document of the same path that was closed and opened again for what it shows already.
  await show(vscode.Uri.from({ scheme: SCHEME, path: `/${++count}/${name}.md` }));
}

function textOf({ path }: vscode.Uri): string | Promise<string> {
  const name = path.replace(/^.*\/|\.md$/g, "");
  if (made?.name === name) return made.markdown;
  return texts().then((all) => all.get(name)?.markdown ?? vscode.l10n.t("There is no such page."));
}

let known: Promise<ReadonlyMap<string, CodeText>> | undefined;

function texts(): Promise<ReadonlyMap<string, CodeText>> {
  known ??= import("./codeAnalysis").then(({ codeTexts }) => codeTexts());
  return known;
}

/** What a code is about, in a few words. */
export async function titleOf(code: string): Promise<string> {
  return (await texts()).get(code)?.title ?? code;
}

/** Hands out the pages, and shows the one of a code, or of what a person chooses. */
export function registerPages(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: textOf }),
    vscode.commands.registerCommand("normscope.explainFinding", async (code?: unknown) => {
      const chosen = typeof code === "string" ? code : await choose();
      if (chosen !== undefined && (await texts()).has(chosen)) await show(pageUri(chosen));
    }),
  );
}

async function show(page: vscode.Uri): Promise<void> {
  const previewed = vscode.commands.executeCommand("markdown.showPreview", page);
  // Whoever has switched the built-in preview off reads the text.
  await Promise.resolve(previewed).catch(() => vscode.window.showTextDocument(page));
}

async function choose(): Promise<string | undefined> {
  const items = [...(await texts()).values()].map(({ code, severity, title }) => {
    return { label: code, description: severity, detail: title };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t("What a finding means: choose a code, or type some of its words"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.label;
}

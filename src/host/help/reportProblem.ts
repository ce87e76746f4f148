import { homedir, release, userInfo } from "node:os";
import { basename } from "node:path";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Log } from "../log";
import { type Private, type ProblemFacts, problemReport, withoutFileNames, withoutPrivate } from "./problemReport";

interface Manifest {
  readonly version: string;
  readonly bugs?: { readonly url?: string };
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

/** Writes a report into a new document, which a person reads, changes and sends, or does not. */
export async function reportProblem(
  { packageJSON, extensionPath }: vscode.Extension<unknown>,
  log: Log,
): Promise<void> {
  const names = await askForNames();
  if (names === undefined) return;
  const manifest = packageJSON as Manifest;
  const known = names ? [] : knownNames(log);
  const own: Private = [[extensionPath, "<extension>"]];
  const lines = log
    .lastLines()
    .map((line) => (names ? line : withoutFileNames(withoutPrivate(line, [...own, ...known]))));
  const facts: ProblemFacts = {
    versions: versions(manifest.version),
    settings: changedSettings(manifest),
    log: lines,
    url: manifest.bugs?.url,
  };
  const content = problemReport(facts, [...own, ...people(), ...known]);
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document);
}

/** Undefined where a person gave up. */
async function askForNames(): Promise<boolean | undefined> {
  const items = [
    { label: l10n.t("Without names of files"), detail: l10n.t("The log's lines say “<file>” instead"), names: false },
    { label: l10n.t("With names of files"), detail: l10n.t("Where the names matter to the problem"), names: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Report a Problem"),
    placeHolder: l10n.t("A text to read and change opens. Nothing is sent."),
  });
  return chosen?.names;
}

function versions(own: string): ProblemFacts["versions"] {
  const where = vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop";
  return [
    ["Normscope", own],
    ["VS Code", `${vscode.version} (${vscode.env.appName}, ${where}, ${remote()})`],
    ["Node", process.version],
    ["Operating system", `${process.platform} ${release()} ${process.arch}`],
    [
      "Workspace",
      `${vscode.workspace.isTrusted ? "trusted" : "not trusted"}, folders: ${vscode.workspace.workspaceFolders?.length ?? 0}`,
    ],
  ];
}

/** What kind of remote it is, which some builds call by the name of the machine. */
function remote(): string {
  const { remoteName = "local" } = vscode.env;
  return /^[a-z-]+$/.test(remoteName) ? remoteName : "remote";
}

function changedSettings({ contributes }: Manifest): ProblemFacts["settings"] {
  const settings = vscode.workspace.getConfiguration();
  const ids = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  return ids.flatMap((id) => {
    const { defaultValue } = settings.inspect(id) ?? {};
    const value = settings.get(id);
    return JSON.stringify(value) === JSON.stringify(defaultValue) ? [] : [[id, value] as const];
  });
}

/** Who works here, and where. */
function people(): Private {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => [uri.fsPath, "<workspace>"] as const);
  return [...folders, [homedir(), "<home>"], [userName(), "<user>"]];
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}

/** Names of files that were read, and of what is open. */
function knownNames(log: Log): Private {
  const open = vscode.workspace.textDocuments.map(({ uri }) => basename(uri.path));
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ name }) => name);
  return [...log.names(), ...open, ...folders].filter((name) => name.length > 1).map((name) => [name, "<file>"]);
}

import * as vscode from "vscode";
import type { LineRange } from "../../check/lineRange";
import type { ModulePlace } from "../../check/modelPlaces";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import type { ImportsThread } from "../importsThread";
import { labelText, messageText, shortLine } from "../safeText";
import type { LatestMeasured } from "./latest";
import { rangeOf } from "./lines";
import { modulesOf } from "./placedModules";

interface Found {
  readonly root: vscode.Uri;
  readonly place: ModulePlace;
}

/** Shows the code that builds a layer of a panel; where that is not sure, has a person choose, or says why there is none. */
export async function goToCode(
  latest: LatestMeasured,
  thread: ImportsThread,
  request: ProfileRequest,
  layer: string,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Normscope: looking for the code") };
  const found = await vscode.window.withProgress(options, async () => {
    const measured = await latest.of(request).catch(() => null);
    return measured ? placesOf(measured, layer, thread) : [];
  });
  const exact = found.find(({ place }) => place.kind === "exact");
  if (exact?.place.kind === "exact") return show(exact.root, exact.place.at);
  const chosen = await choose(found, layer);
  if (chosen) return show(chosen.root, chosen.at);
}

async function placesOf(measured: Measured, name: string, thread: ImportsThread): Promise<Found[]> {
  const index = measured.layers.findIndex((layer) => isCalled(layer, name));
  if (index < 0) return [];
  const found = (vscode.workspace.workspaceFolders ?? []).map(async ({ uri }): Promise<Found[]> => {
    const places = await thread.places(uri, modulesOf(measured))?.catch(() => null);
    return places ? [{ root: uri, place: places.places[index]! }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** A panel's layer is a module, what leaves it, or one of its parameters. */
function isCalled({ path, name }: MeasuredLayer, asked: string): boolean {
  return asked === name || asked === path || asked.startsWith(`${path} (`) || asked.startsWith(`${path}.`);
}

async function choose(found: readonly Found[], layer: string) {
  const items = found.flatMap(({ root, place }) =>
    place.kind === "ambiguous"
      ? place.candidates.map((at) => ({ label: labelText(`${at.file}:${at.start[0] + 1}`), root, at }))
      : [],
  );
  const reasons = found.flatMap(({ place }) => (place.kind === "exact" ? [] : [place.reason]));
  const title = vscode.l10n.t("Where {0} is built is not sure", shortLine(layer));
  if (items.length > 0) return vscode.window.showQuickPick(items, { title, placeHolder: reasons[0]! });
  const why = reasons[0] ?? (vscode.workspace.isTrusted ? NOT_MEASURED : UNTRUSTED);
  void vscode.window.showInformationMessage(
    vscode.l10n.t("No code that builds {0} was found. {1}", messageText(layer), messageText(why)),
  );
  return undefined;
}

const NOT_MEASURED = vscode.l10n.t(
  "The files of this panel do not tell which module it is, or no folder with its code is open.",
);
const UNTRUSTED = vscode.l10n.t("Code is looked through in trusted workspaces only.");

/** In the column where it is open, or else beside the panel, which stays in sight. */
async function show(root: vscode.Uri, at: LineRange): Promise<void> {
  const uri = vscode.Uri.joinPath(root, at.file);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const viewColumn = visible?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(uri, { viewColumn, selection: rangeOf({ at }) });
}

import { basename } from "node:path";
import * as vscode from "vscode";
import type { ProfileRequest } from "../protocol/engineApi";
import type { PanelState } from "../protocol/panel";
import { fillPanel } from "./fillPanel";
import type { PanelContext, PanelKind } from "./panelKind";
import { shortLine } from "./safeText";

/** An open panel, as others that want to see the same find it. */
interface OpenPanel {
  readonly key: string;
  readonly type: string;
  readonly request: ProfileRequest;
  readonly panel: vscode.WebviewPanel;
  readonly select: (layer: string) => void;
}

/** The one that was shown last comes last. */
const open = new Set<OpenPanel>();
const changed = new vscode.EventEmitter<void>();

/** A panel was opened, looked at or closed. */
export const onDidChangePanels = changed.event;

/** Opens a panel, or reveals the one that shows the same paths. @param layer the name of the one to choose in it */
export function openPanel<Request extends ProfileRequest>(
  context: PanelContext,
  kind: PanelKind<Request>,
  request: Request,
  { layer }: { readonly layer?: string } = {},
): void {
  const key = keyOf(kind, request);
  const there = [...open].find((one) => one.key === key);
  if (there) {
    there.panel.reveal();
    if (layer !== undefined) there.select(layer);
    return;
  }
  const panel = vscode.window.createWebviewPanel(kind.type, kind.title(titleOf(request)), vscode.ViewColumn.Active);
  fill(context, kind, panel, request, layer);
}

/** What open panels of a kind show, the one that was looked at last at the end. */
export function openRequests(type: string): readonly ProfileRequest[] {
  return [...open].filter((one) => one.type === type).map(({ request }) => request);
}

/** Restores panels after the window was reloaded, by asking for the same again. */
export function panelSerializer<Request extends ProfileRequest>(
  context: PanelContext,
  kind: PanelKind<Request>,
): vscode.WebviewPanelSerializer<Partial<PanelState<Request>> | undefined> {
  return {
    async deserializeWebviewPanel(panel, state) {
      if (isRequest(state?.request)) fill(context, kind, panel, state.request);
      else panel.dispose();
    },
  };
}

function fill<Request extends ProfileRequest>(
  context: PanelContext,
  kind: PanelKind<Request>,
  panel: vscode.WebviewPanel,
  request: Request,
  layer?: string,
): void {
  const select = fillPanel(context, kind, panel, { name: titleOf(request), request, layer });
  const own = { key: keyOf(kind, request), type: kind.type, request, panel, select };
  const show = () => {
    open.delete(own);
    open.add(own);
    changed.fire();
  };
  show();
  panel.onDidChangeViewState(() => {
    if (panel.active) show();
  });
  panel.onDidDispose(() => {
    open.delete(own);
    changed.fire();
  });
}

/** The same files in another order are the same report. */
function keyOf<Request extends ProfileRequest>({ type, key }: PanelKind<Request>, request: Request): string {
  return JSON.stringify([type, ...request.paths.toSorted(), key?.(request)]);
}

function titleOf(request: ProfileRequest): string {
  const [first = ""] = request.paths;
  const name = shortLine(basename(first));
  return request.paths.length > 1 ? vscode.l10n.t("{0} and {1} more", name, request.paths.length - 1) : name;
}

function isRequest<Request extends ProfileRequest>(request: Partial<Request> | undefined): request is Request {
  const { paths, convention } = request ?? {};
  return Array.isArray(paths) && paths.every((path) => typeof path === "string") && convention !== undefined;
}

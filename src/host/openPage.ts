import * as vscode from "vscode";
import { pageHtml } from "./pageHtml";

/** Fills a webview with the page of one script of dist/, the only folder that it can load anything from. */
export function openPage(webview: vscode.Webview, dist: vscode.Uri, script: string, title: string): void {
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(dist, script)).toString(),
    title,
    nonce: crypto.randomUUID(),
  });
}

import * as vscode from "vscode";

/**
 * The page of a webview: an empty `<main id="normscope">` and one script of dist/. Nothing may be
 * fetched from elsewhere and nothing evaluated; Plotly sets styles of its own, hence unsafe-inline there.
 */
export function webviewHtml(webview: vscode.Webview, dist: vscode.Uri, script: string, title: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    "img-src data: blob:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>${title}</title>
</head>
<body>
  <main id="normscope"></main>
  <script type="module" src="${webview.asWebviewUri(vscode.Uri.joinPath(dist, script))}"></script>
</body>
</html>`;
}

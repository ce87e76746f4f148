import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { installCodeServer, vscodeHome } from "./codeServer.mjs";
import { atEnd } from "./lifetime.mjs";
import { manifestOf, web } from "./packages.mjs";
import { inRoot } from "./paths.mjs";
import { quiet } from "./workspace.mjs";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

const WORKBENCH = "/out/vs/code/browser/workbench/workbench.js";

/** What makes code-server's workbench the one of vscode.dev, which has no server: where it looks for one, and where its settings are. */
const WITHOUT_SERVER = /** @type {const} */ ([
  [/remoteAuthority:location\.host\}/, "remoteAuthority:void 0}"],
  [/(\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, "$1vscodeUserData"],
]);

/** What may be of the extension, and what its tests read beside it. */
const OWN = /^(package\.nls\.json|(dist|l10n|media)\/.*)$/;
const TESTS = /^(out\/web|test\/fixtures|media\/examples)\//;

/**
 * Serves VS Code for the browser as files, with the checkout as an extension of it, on loopback: its extensions run in a
 * worker of the browser.
 * @param {{driver: string}} options driver: to which /driver/ is passed on
 */
export async function serveWorkbench({ driver }) {
  await installCodeServer();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(decodeURIComponent(pathname));
    try {
      if (path.startsWith("/driver/")) {
        const answer = await fetch(driver + path.slice("/driver/".length), {
          method: "POST",
          body: await bodyOf(request),
        });
        response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
        return;
      }
      const content = await contentOf(path, request.headers.host ?? "");
      const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(path || "/"))] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": path === "/" ? "text/html" : type }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  /** @type {number} */
  const port = await new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(/** @type {any} */ (server.address()).port));
  });
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

/** @param {string} path @param {string} host */
async function contentOf(path, host) {
  if (path === "/") return page(host);
  if (path.startsWith("/extension/")) {
    return ofExtension(path.slice("/extension/".length));
  }
  if (path === `/vscode${WORKBENCH}`) return workbench();
  if (path.startsWith("/vscode/")) return readFile(join(vscodeHome, path.slice("/vscode".length)));
  throw new Error("not known");
}

/** As it is packed for the browser. @param {string} path */
async function ofExtension(path) {
  if (path === "package.json") {
    return JSON.stringify(manifestOf(web, JSON.parse(await readFile(inRoot(path), "utf8"))));
  }
  const packed = OWN.test(path) && !web.leaves?.test(path);
  if (!packed && !TESTS.test(path)) throw new Error("not shared");
  return readFile(inRoot(path));
}

async function workbench() {
  let text = await readFile(join(vscodeHome, WORKBENCH), "utf8");
  for (const [pattern, replacement] of WITHOUT_SERVER) {
    if (!pattern.test(text)) throw new Error(`code-server's workbench has no ${pattern}.`);
    text = text.replace(pattern, replacement);
  }
  return text;
}

/** @param {string} host */
async function page(host) {
  const uri = (/** @type {string} */ path) => ({ scheme: "http", authority: host, path });
  const configuration = {
    userDataPath: "/user",
    isEnabledFileDownloads: false,
    isEnabledFileUploads: false,
    isEnabledCoderGettingStarted: false,
    webviewEndpoint: `http://${host}/vscode/out/vs/workbench/contrib/webview/browser/pre`,
    productConfiguration: { enableTelemetry: false },
    configurationDefaults: quiet,
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: [uri("/extension")],
      extensionTestsPath: uri("/extension/out/web/index.js"),
    },
  };
  /** @type {Record<string, string>} */
  const values = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', "&quot;"),
    WORKBENCH_WEB_BASE_URL: "/vscode",
    WORKBENCH_NLS_FALLBACK_URL: "/vscode/out/nls.messages.js",
    WORKBENCH_NLS_URL: "/vscode/out/nls.messages.js",
    VS_BASE: "/vscode",
  };
  const html = await readFile(join(vscodeHome, "out/vs/code/browser/workbench/workbench.html"), "utf8");
  return html.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
}

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

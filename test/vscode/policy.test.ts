import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** Pages by what opens them, and what is on them once everything is drawn. */
const PAGES: Readonly<Record<string, { open: () => Thenable<unknown>; drawn: string }>> = {
  "of a profile": {
    open: () => vscode.commands.executeCommand("normscope.profile", workspaceFile("digits-cnn")),
    drawn: "[data-figure] .js-plotly-plot .plot-container",
  },
  "of a comparison": {
    open: () => vscode.commands.executeCommand("normscope.compare", workspaceFile("digits-cnn")),
    drawn: '[data-figure="channels-after"] .js-plotly-plot .plot-container',
  },
  "of a tensor file": {
    open: () =>
      vscode.commands.executeCommand(
        "vscode.openWith",
        workspaceFile("digits-resnet", "epoch-8.safetensors"),
        "normscope.tensorFile",
      ),
    drawn: '.editor[data-state="ready"]',
  },
  "of the lab": {
    open: () => vscode.commands.executeCommand("normscope.openLab"),
    drawn: "[data-experiment]",
  },
};

describe("the content security policy of a page", () => {
  let server: Server;
  let origin: string;
  const requests: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.setHeader("access-control-allow-origin", "*").end("window.harmed = 'remote script'");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  for (const [name, { open, drawn }] of Object.entries(PAGES)) {
    it(`${name} draws without breaking it`, async () => {
      await ui.takeConsoleErrors();
      await open();
      await ui.waitFor("webview", drawn);
      const refused = (await ui.takeConsoleErrors()).filter((text) => text.includes("Content Security Policy"));
      assert.deepEqual(refused, []);
    });

    it(`${name} lets nothing in, out or run`, async () => {
      await open();
      await ui.waitFor("webview", drawn);
      const { policy, harmed, refused } = await ui.evaluate("webview", attack, origin);
      assert.match(
        policy,
        /^default-src 'none'; script-src 'nonce-[0-9a-f-]{36}'; style-src 'sha256-[^']+'; style-src-attr 'unsafe-hashes' 'sha256-[^']+'; img-src /,
      );
      assert.deepEqual(harmed, []);
      assert.deepEqual(refused, REFUSED);
      assert.deepEqual(requests, []);
    });
  }

  it("is what keeps such attempts from succeeding", async () => {
    // Without a policy the server hears of the same attempts, so that its silence above means something.
    await fetch(`${origin}/picture`);
    await until(() => requests.length === 1, "the server hears");
    assert.deepEqual(requests.splice(0), ["GET /picture"]);
  });
});

/** Directives that were seen to refuse something. */
const REFUSED = [
  "base-uri",
  "connect-src",
  "form-action",
  "frame-src",
  "img-src",
  "object-src",
  "script-src",
  "script-src-attr",
  "script-src-elem",
  "style-src-attr",
  "style-src-elem",
  "worker-src",
];

/** Runs in the page: tries all that markup or a script that slipped in would. */
async function attack(origin: string) {
  const page = window as unknown as { harmed?: string };
  const refused = new Set<string>();
  const harmed: string[] = [];
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => refused.add(effectiveDirective));
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  // Named by a variable, which the bundler of these tests leaves alone.
  const load = (url: string) => import(url);
  // What a debugger calls may evaluate text: not so what a timer calls.
  await pause(0);
  const attempts: Record<string, () => unknown> = {
    eval: () => Reflect.get(globalThis, "eval")("1"),
    Function: () => new Function("return 1")(),
    WebAssembly: () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
    fetch: () => fetch(`${origin}/fetch`),
    beacon: () => navigator.sendBeacon(`${origin}/beacon`, "x") && Promise.reject(new Error("queued")),
    request: () =>
      new Promise((done, failed) => {
        const request = new XMLHttpRequest();
        request.onload = done;
        request.onerror = failed;
        request.open("GET", `${origin}/request`);
        request.send();
      }),
    socket: () =>
      new Promise((done, failed) => {
        const socket = new WebSocket(origin.replace("http", "ws"));
        socket.onopen = done;
        socket.onerror = failed;
      }),
    import: () => load(`${origin}/module.js`),
    "import of data": () => load("data:text/javascript,window.harmed='data'"),
    worker: () =>
      new Promise((done, failed) => {
        const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
        worker.onmessage = done;
        worker.onerror = failed;
      }),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    const done = await Promise.race([
      Promise.resolve()
        .then(attempt)
        .then(
          () => true,
          () => false,
        ),
      pause(2000).then(() => false),
    ]);
    if (done) harmed.push(name);
  }
  const elements = [
    `<img src="${origin}/picture" onerror="window.harmed = 'handler'">`,
    `<iframe src="${origin}/frame"></iframe>`,
    `<object data="${origin}/object"></object>`,
    `<link rel="stylesheet" href="${origin}/style.css">`,
    "<style>main { display: none }</style>",
    '<p id="styled" style="position: fixed">x</p>',
    `<iframe name="target"></iframe><form action="${origin}/form" method="post" target="target"></form>`,
  ];
  const holder = document.createElement("div");
  document.body.append(holder);
  holder.innerHTML = elements.join("");
  const inline = document.createElement("script");
  inline.textContent = "window.harmed = 'inline script'";
  const remote = document.createElement("script");
  remote.src = `${origin}/script.js`;
  const base = document.createElement("base");
  base.href = `${origin}/base/`;
  document.head.append(inline, remote, base);
  holder.querySelector("form")!.submit();
  await pause(500);
  if (page.harmed) harmed.push(page.harmed);
  if (getComputedStyle(document.querySelector("main")!).display === "none") harmed.push("style element");
  if (getComputedStyle(holder.querySelector("#styled")!).position === "fixed") harmed.push("style attribute");
  if (document.baseURI.startsWith(origin)) harmed.push("base");
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute("content")!;
  for (const element of [holder, base, inline, remote]) element.remove();
  return { policy, harmed, refused: [...refused].sort() };
}

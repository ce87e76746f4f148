import assert from "node:assert/strict";
import { Socket } from "node:net";
import * as vscode from "vscode";
import { ui } from "./ui";
import { workspaceFile } from "./workspace";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

/** What a person does with Normscope, until it is drawn. */
const USES: Readonly<Record<string, () => Promise<void>>> = {
  async "profiling a folder"() {
    await run("normscope.profile", workspaceFile("digits-cnn"));
    await ui.waitFor("webview", "[data-figure] .js-plotly-plot .plot-container");
  },
  async "comparing normalizations"() {
    await run("normscope.compare", workspaceFile("digits-cnn"));
    await ui.waitFor("webview", '[data-figure="channels-after"] .js-plotly-plot .plot-container');
  },
  async "opening a tensor file"() {
    const file = workspaceFile("digits-resnet", "epoch-8.safetensors");
    await run("vscode.openWith", file, "normscope.tensorFile");
    await ui.waitFor("webview", '.editor[data-state="ready"]');
  },
  async "training in the lab"() {
    await run("normscope.openLab");
    await ui.click("webview", '[data-experiment="batch-norm"] input');
    await ui.fill("webview", '[data-part="seeds"]', "1");
    await ui.fill("webview", '[data-part="steps"]', "20");
    await ui.click("webview", '[data-action="start"]');
    await ui.waitFor("webview", '[data-run="1"][data-state="finished"]', { timeout: 80_000 });
  },
  async "looking at a notebook's outputs"() {
    await run("vscode.openWith", workspaceFile("digits.ipynb"), "jupyter-notebook");
    await ui.waitFor("webview", ".normscope.output .js-plotly-plot .plot-container");
  },
  async "checking code"() {
    await run("normscope.checkWorkspace");
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    const at = new vscode.Position(0, 0);
    await run("vscode.executeHoverProvider", workspaceFile("model.py"), at);
  },
};

/** The editor's server, and files of its and of ours at an address that VS Code answers itself, by a service worker. */
function isOwn(address: string, origin: string): boolean {
  const { protocol, host, pathname } = new URL(address);
  if (host === new URL(origin).host) return true;
  const { extensionPath } = vscode.extensions.getExtension("normscope.normscope")!;
  const folders = [`${extensionPath}/dist/`, `${vscode.env.appRoot}/extensions/`];
  const isResource = protocol === "https:" && host.endsWith(".vscode-resource.vscode-cdn.net");
  return isResource && folders.some((folder) => decodeURIComponent(pathname).startsWith(folder));
}

describe("the network", () => {
  const connect = Socket.prototype.connect;
  const connected: string[] = [];
  const driver = new URL(process.env.NORMSCOPE_DRIVER ?? "http://127.0.0.1");

  before(() => {
    Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
      const [first] = args.flat() as [{ port?: unknown; path?: unknown; host?: unknown } | number];
      const to = typeof first === "object" ? first : { port: first };
      // Only the tests' own driver is spoken to.
      if (String(to.port) !== driver.port) connected.push(`${JSON.stringify(to)} ${new Error().stack}`);
      return (connect as (...args: unknown[]) => Socket).apply(this, args);
    } as typeof connect;
  });
  after(() => {
    Socket.prototype.connect = connect;
  });
  afterEach(() => run("workbench.action.closeAllEditors"));

  for (const [name, use] of Object.entries(USES)) {
    it(`is left alone by ${name}: nothing but the editor's own files is asked for`, async () => {
      await ui.takeRequests();
      connected.length = 0;
      await use();
      const origin = await ui.evaluate("workbench", () => location.origin);
      const requests = await ui.takeRequests();
      const elsewhere = requests.filter((url) => /^(https?|wss?):/.test(url) && !isOwn(url, origin));
      assert.deepEqual(elsewhere, []);
      assert.deepEqual(connected, []);
    });
  }

  it("is seen when it is used", async () => {
    await ui.takeRequests();
    connected.length = 0;
    await ui.evaluate("workbench", () => fetch("/version?seen").catch(() => undefined));
    await fetch("http://127.0.0.1:65000/").catch(() => undefined);
    assert.ok((await ui.takeRequests()).some((url) => url.endsWith("/version?seen")));
    assert.equal(connected.filter((to) => to.includes("65000")).length, 1);
  });
});

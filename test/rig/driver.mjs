import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { atEnd } from "./lifetime.mjs";
import { inRoot } from "./paths.mjs";

// A busy machine takes its time; what never comes is still found.
const timeout = 30_000;

/**
 * What tests may ask of the window that VS Code is shown in. Arguments come as one JSON object.
 * @param {import("playwright-core").Page} page
 * @param {{errors: string[], requests: string[]}} seen since it was last asked
 * @returns {Record<string, (args: any) => Promise<unknown>>}
 */
function actions(page, { errors, requests }) {
  /** Webviews and notebook outputs are documents in a frame in a frame; the latest visible one is meant. */
  const webview = () => page.frameLocator("iframe.webview.ready:visible >> nth=-1").frameLocator("iframe#active-frame");
  const all = (/** @type {any} */ { frame, selector = "html" }) =>
    (frame === "webview" ? webview() : page).locator(selector);
  const one = (/** @type {any} */ args) => all(args).first();
  return {
    click: ({ options, ...args }) => one(args).click({ timeout, ...options }),
    hover: ({ options, ...args }) => one(args).hover({ timeout, ...options }),
    focus: (args) => one(args).focus({ timeout }),
    fill: ({ value, ...args }) => one(args).fill(value, { timeout }),
    press: ({ key }) => page.keyboard.press(key),
    type: ({ value }) => page.keyboard.type(value),
    moveMouse: ({ x, y }) => page.mouse.move(x, y),
    text: (args) => one(args).textContent({ timeout }),
    texts: (args) => all(args).allTextContents(),
    count: (args) => all(args).count(),
    attribute: ({ name, ...args }) => one(args).getAttribute(name, { timeout }),
    box: (args) => one(args).boundingBox({ timeout }),
    waitFor: ({ options, ...args }) => one(args).waitFor({ timeout, ...options }),
    evaluate: ({ source, argument, ...args }) => one(args).evaluate(callOf(source), argument, { timeout }),
    resize: ({ width, height }) => page.setViewportSize({ width, height }),
    checkAccessibility: async ({ options, ...args }) => one(args).evaluate(await axe(), options, { timeout }),
    emulateMedia: ({ media }) => page.emulateMedia(media),
    takeConsoleErrors: async () => errors.splice(0),
    takeRequests: async () => requests.splice(0),
    memory: () => memoryOf(page),
    screenshot: async ({ name }) => {
      const path = inRoot("screenshots", `${name}.png`);
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, animations: "disabled" });
      return join("screenshots", `${name}.png`);
    },
  };
}

/** Of all processes that show parts of a window. @param {import("playwright-core").Page} page */
async function memoryOf(page) {
  const sum = { heap: 0, nodes: 0, listeners: 0 };
  for (const part of [page, ...page.frames()]) {
    // Only frames that have a process of their own can be asked by themselves.
    const session = await page
      .context()
      .newCDPSession(part)
      .catch(() => null);
    if (session === null) continue;
    await session.send("HeapProfiler.collectGarbage");
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    sum.heap += of("JSHeapUsedSize");
    sum.nodes += of("Nodes");
    sum.listeners += of("JSEventListeners");
    await session.detach();
  }
  return sum;
}

/** What runs axe-core in a frame and says in little what it found; the library itself goes in once. */
async function axe() {
  const library = await readFile(inRoot("node_modules", "axe-core", "axe.min.js"), "utf8");
  // A webview's page is transparent over the editor's colour, which the library cannot see.
  const compute = `if (!window.axe) {
      ${library}
      const behind = new CSSStyleSheet();
      behind.replaceSync("html { background: var(--vscode-editor-background) }");
      document.adoptedStyleSheets.push(behind);
    }
    return window.axe.run(argument.within ?? document, argument.run).then(({ passes, violations, incomplete }) => ({
      checks: [...passes, ...violations].map(({ id }) => id),
      places: passes.reduce((sum, { nodes }) => sum + nodes.length, 0),
      unclear: incomplete.map(({ id, nodes }) => id + " × " + nodes.length),
      violations: violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        places: nodes.map(({ target, html, failureSummary }) => target.join(" ") + " " + html.slice(0, 160) + " " + failureSummary.replace(/\\s+/g, " ")),
      })),
    }));`;
  return /** @type {(root: Element, argument: unknown) => unknown} */ (new Function("root", "argument", compute));
}

/** @param {string} source of a function of one argument */
function callOf(source) {
  const call = new Function("root", "argument", `return (${source})(argument)`);
  return /** @type {(root: Element, argument: unknown) => unknown} */ (call);
}

/**
 * A loopback RPC through which the suite in the extension host reports, and drives the window around it.
 * @param {(event: {type: string} & Record<string, any>) => void} onEvent
 */
export async function startDriver(onEvent) {
  const path = `/${crypto.randomUUID()}/`;
  /** @type {(actions: Record<string, (args: any) => Promise<unknown>>) => void} */
  let ready = () => {};
  const attached = new Promise((resolve) => {
    ready = resolve;
  });
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith(path)) return void response.writeHead(404).end();
    const answer = await call(request.url.slice(path.length), await body(request)).catch((error) => ({
      error: stripVTControlCharacters(String(error?.message ?? error)),
    }));
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  /** @param {string} name @param {any} args */
  async function call(name, args) {
    if (name === "event") return { value: onEvent(args) };
    const known = await attached;
    if (!Object.hasOwn(known, name)) throw new Error(`The driver knows no ${name}.`);
    return { value: await known[name]?.(args) };
  }
  /** @type {number} */
  const port = await new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve(/** @type {any} */ (server.address()).port));
  });
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  /** @param {import("playwright-core").Page} page */
  const attach = (page) => {
    /** @type {{errors: string[], requests: string[]}} */
    const { errors, requests } = { errors: [], requests: [] };
    page.on("request", (request) => requests.push(request.url()));
    page.on("websocket", (socket) => requests.push(socket.url()));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    ready(actions(page, { errors, requests }));
  };
  return { url: `http://127.0.0.1:${port}${path}`, attach };
}

/** @param {import("node:http").IncomingMessage} request */
async function body(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text ? JSON.parse(text) : {};
}

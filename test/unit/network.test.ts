import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What could ask something of another machine, in code. */
const ASKS: Readonly<Record<string, RegExp>> = {
  fetch: /\bfetch\s*\(/,
  XMLHttpRequest: /\bXMLHttpRequest\b/,
  WebSocket: /\bWebSocket\b/,
  EventSource: /\bEventSource\b/,
  sendBeacon: /\bsendBeacon\b/,
  RTCPeerConnection: /\bRTCPeerConnection\b/,
  WebTransport: /\bWebTransport\b/,
  importScripts: /\bimportScripts\b/,
};

const MODULES =
  /(?:require|import)\s*\(?\s*["'](?:node:)?(https?|http2|net|tls|dgram|dns|inspector|cluster|undici|ws)(?:\/\w+)?["']/;

/** Libraries whose loaders could, by what bundles that hold them have in their text; why they do not. */
const ALLOWED: readonly { readonly holds: RegExp; readonly asks: readonly string[]; readonly why: string }[] = [
  {
    holds: /web-tree-sitter\.wasm/,
    asks: ["fetch", "XMLHttpRequest"],
    why: "web-tree-sitter fetches its WebAssembly in browsers, and by an address; it is handed the bytes.",
  },
  {
    holds: /h5wasm license statement/,
    asks: ["fetch", "XMLHttpRequest", "importScripts"],
    why: "h5wasm has Emscripten's lazy files, which nothing makes; its WebAssembly is a file beside the bundle.",
  },
  {
    holds: /ort-wasm-simd-threaded/,
    asks: ["fetch", "XMLHttpRequest", "importScripts"],
    why: "ONNX Runtime fetches its WebAssembly and models by addresses in browsers; it is handed the bytes of both.",
  },
  {
    holds: /plotly-logomark/,
    asks: ["XMLHttpRequest"],
    why: "d3's requests are in the bundle and Plotly asks for nothing without maps; no page may connect to anything.",
  },
];

/** Hosts that stand in bundles: what a person may click in a hover, names of XML and SARIF, notes of libraries. */
const HOSTS = [
  "www.w3.org",
  "docs.oasis-open.org",
  "docs.pytorch.org",
  "keras.io",
  "arxiv.org",
  "docs.jax.dev",
  "flax-linen.readthedocs.io",
  "flax.readthedocs.io",
  "git-lfs.github.com",
  "git-scm.com",
  "github.com",
  "tree-sitter.github.io",
  "opensource.org",
  "web.dev",
  "support.hdfgroup.org",
  // Plotly's editor and maps, which the bar of figures has no button for, and notes on its parts.
  "cloud.plotly.com",
  "cdn.plot.ly",
  "plotly.com",
  "getify.mit-license.org",
  "syntheti.cc",
  "feross.org",
];

const PAGES = ["panel.js", "compare.js", "editor.js", "labPage.js", "notebook.js", "plotly.js"];

describe("what ships and the network", () => {
  const bundles = readdirSync("dist").filter((name) => /\.m?js$/.test(name));

  for (const bundle of bundles) {
    const text = readFileSync(join("dist", bundle), "utf8");

    it(`${bundle} asks for nothing by itself`, () => {
      const asks = Object.keys(ASKS).filter((name) => ASKS[name]!.test(text));
      const allowed = ALLOWED.filter(({ holds }) => holds.test(text)).flatMap((library) => library.asks);
      assert.deepEqual(
        asks.filter((name) => !allowed.includes(name)),
        [],
        "name the library and why it asks for nothing, or take it out",
      );
      assert.equal(MODULES.exec(text)?.[0], undefined);
    });

    it(`${bundle} names no host but those that links and libraries name`, () => {
      const hosts = [...text.matchAll(/\b(?:https?|wss?):\/\/([\w.-]*\w)/g)].map(([, host]) => host!);
      const odd = [...new Set(hosts)].filter((host) => !HOSTS.some((known) => known.startsWith(host)));
      assert.deepEqual(odd, []);
    });
  }

  for (const page of PAGES) {
    it(`${page} loads nothing but Plotly beside it, and evaluates no text`, () => {
      const text = withPieces(page);
      const loads = [...text.matchAll(/\bimport\s*\(([^)]*)\)/g)].map(([, what]) => what);
      assert.deepEqual([...new Set(loads)], page === "plotly.js" ? [] : ['"./plotly.js"']);
      const evaluates = [...text.matchAll(/[=(,;{!&|?:]\s*(?:eval|(?:new )?Function)\(.{0,20}/g)].map(([it]) => it);
      // A stand-in for Function.prototype.bind, which every browser has.
      const odd = evaluates.filter((it) => !(page === "plotly.js" && it.includes('Function("binder"')));
      assert.deepEqual(odd, []);
    });
  }

  it("is asked of by no line of its own", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|js)$/.test(name));
    for (const name of sources) {
      const text = readFileSync(join("src", name), "utf8");
      const found = Object.keys(ASKS).filter((ask) => ASKS[ask]!.test(text));
      assert.deepEqual(found, [], name);
      assert.doesNotMatch(
        text,
        /(?:from|import|require\()\s*["'](?:node:)?(?:https?|http2|net|tls|dgram|dns|inspector)(?:\/\w+)?["']/,
        name,
      );
    }
  });

  it("is asked of by no line of the Python package", () => {
    const sources = readdirSync("src/probe", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".py"),
    );
    assert.ok(sources.length > 10);
    for (const name of sources)
      assert.doesNotMatch(
        readFileSync(join("src/probe", name), "utf8"),
        /^\s*(?:import|from)\s+(?:socket|ssl|http|urllib|requests|ftplib|smtplib|xmlrpc|asyncio|subprocess)\b/m,
        name,
      );
  });
});

/** A page with the pieces that it shares with others. */
function withPieces(page: string, known = new Set([page])): string {
  const text = readFileSync(join("dist", page), "utf8");
  const pieces = [...text.matchAll(/"\.\/(page-\w+\.js)"/g)]
    .map(([, piece]) => piece!)
    .filter((piece) => !known.has(piece));
  for (const piece of pieces) known.add(piece);
  return [text, ...pieces.map((piece) => withPieces(piece, known))].join("\n");
}

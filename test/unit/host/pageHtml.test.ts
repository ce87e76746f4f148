import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pageHtml } from "../../../src/host/pageHtml";

/** Each page's script, as the code that opens it names it. */
const PAGES = ["panel.js", "compare.js", "editor.js", "labPage.js"];

const hostFiles = readdirSync(join("src", "host"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name): [string, string] => [name, readFileSync(join("src", "host", name), "utf8")]);

describe("the documents of webviews", () => {
  for (const page of PAGES) {
    const html = pageHtml({ script: `https://host.invalid/dist/${page}`, title: "Normscope", nonce: "n-1" });
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    const directives = new Map(policy.split("; ").map((it) => [it.split(" ")[0], it.split(" ").slice(1)]));

    it(`allow ${page} nothing but its script, styles that scripts set, and pictures out of data`, () => {
      assert.deepEqual(
        [...directives],
        [
          ["default-src", ["'none'"]],
          ["script-src", ["'nonce-n-1'"]],
          ["style-src", ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]],
          ["style-src-attr", ["'unsafe-hashes'", `'sha256-${sha256("font-weight:bold")}'`]],
          ["img-src", ["data:", "blob:"]],
          ["base-uri", ["'none'"]],
          ["form-action", ["'none'"]],
          ["frame-src", ["'none'"]],
        ],
      );
      assert.doesNotMatch(policy, /unsafe-(?!hashes)|\*|https?:/);
    });

    it(`say what ${page} may before anything could be loaded, and hold no other script, style or handler`, () => {
      assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<script"));
      assert.deepEqual(html.match(/<script[^>]*>/g), [
        `<script type="module" nonce="n-1" src="https://host.invalid/dist/${page}">`,
      ]);
      assert.doesNotMatch(html, /<style|\son\w+=|javascript:/);
    });
  }

  it("are made in one place, each with a nonce of its own, and load from dist/ alone", () => {
    const made = hostFiles.filter(([, text]) => /webview\.(html|options) = |enableScripts/.test(text));
    assert.deepEqual(
      made.map(([name]) => name),
      ["openPage.ts"],
    );
    assert.match(made[0]![1], /localResourceRoots: \[dist\]/);
    assert.match(made[0]![1], /nonce: crypto\.randomUUID\(\)/);
    const named = hostFiles.flatMap(([, text]) => text.match(/\w+\.js(?=")/g) ?? []);
    for (const page of PAGES) assert.ok(named.includes(page), `${page} is opened by nothing`);
  });
});

describe("Markdown and commands", () => {
  it("trust no command but those that are named, and these are this extension's", () => {
    const trusting = hostFiles.flatMap(([name, text]) =>
      [...text.matchAll(/\.isTrusted = (.*);/g)].map(([, trust]) => `${name}: ${trust}`),
    );
    assert.deepEqual(trusting.sort(), [
      "hover/findingsHere.ts: { enabledCommands: [EXPLAIN] }",
      "measured/hover.ts: { enabledCommands: [SHOW, EXPLAIN, CHOOSE] }",
    ]);
    for (const [name, text] of hostFiles)
      for (const [, command] of text.matchAll(/const (?:EXPLAIN|SHOW|CHOOSE) = "(.*)"/g))
        assert.match(command!, /^normscope\./, name);
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join("src", "host");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const bundle: Record<string, string> = JSON.parse(readFileSync(join("l10n", "bundle.l10n.json"), "utf8"));

/** The first argument of each call: the text that translators see, or other code. */
function firstArguments(source: string): string[] {
  return [...source.matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s]*)/g)].map(([, first]) => first!);
}

/** A quoted string's text. */
function textOf(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return JSON.parse(`"${quoted.startsWith("'") ? inner.replaceAll('"', '\\"').replaceAll("\\'", "'") : inner}"`);
}

describe("texts of the extension host", () => {
  const calls = files.flatMap((file) =>
    firstArguments(readFileSync(join(folder, file), "utf8")).map((first) => ({ file, first })),
  );

  it("are written where they are used, so that they can be extracted", () => {
    const others = calls.filter(({ first }) => !/^["']/.test(first));
    assert.deepEqual(others, []);
    assert.ok(calls.length > 200, `${calls.length} calls`);
  });

  it("are those of l10n/bundle.l10n.json: npm run l10n", () => {
    const texts = new Set(calls.map(({ first }) => textOf(first)));
    assert.deepEqual(Object.keys(bundle).sort(), [...texts].sort());
    for (const [key, text] of Object.entries(bundle)) assert.equal(text, key);
  });

  it("number their placeholders from 0 on, and fill in no more than they are given", () => {
    for (const text of Object.keys(bundle)) {
      const numbers = [...new Set([...text.matchAll(/\{([^}]*)\}/g)].map(([, inner]) => inner))].sort();
      assert.deepEqual(numbers, [...numbers.keys()].map(String), text);
    }
  });
});

/** Calls that show a text to people, with one that no bundle can translate. */
const SHOWN =
  /\b(?:show(?:Error|Warning|Information)Message\(|title:|placeHolder:|placeholder =|prompt:|openLabel:|tooltip =|detail:|description:|label:)\s*(["`])((?:(?!\1)[^\\]|\\.)*)\1/g;

describe("what the extension host shows", () => {
  it("is no text of its own, but one of the bundle's", () => {
    const found = files.flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(SHOWN)]
        .map(([, , text]) => text!)
        // What is filled in, icons and punctuation are no words.
        .filter((text) => /\p{L}{2,}/u.test(text.replace(/\$\{[^}]*\}|\$\([\w-]+\)/g, "")))
        .map((text) => `${file}: ${text}`),
    );
    assert.deepEqual(found, []);
  });
});

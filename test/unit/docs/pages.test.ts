import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROFILED_FILES } from "../../../src/protocol/tensorFiles";
import { READ } from "../../docs/formats";
import { readManifest } from "../../docs/manifest";
import { referencePages } from "../../docs/pages";

const pages = referencePages();

describe("the reference pages", () => {
  for (const [name, text] of pages) {
    it(`${name} is as the product has it (npm run docs)`, () => {
      assert.equal(readFileSync(join("docs", name), "utf8"), text);
    });
  }

  it("tell of every file that can be opened or profiled, each once", () => {
    const told = READ.flatMap(([endings]) => endings).filter((ending) => ending.startsWith("."));
    assert.deepEqual(told.sort(), PROFILED_FILES.map((ending) => `.${ending}`).sort());
  });

  it("tell of every command and setting", () => {
    const { commands, configuration } = readManifest().contributes;
    for (const { command } of commands) assert.match(pages.get("commands.md")!, new RegExp(`\\| \`${command}\` \\|`));
    for (const id of configuration.flatMap(({ properties }) => Object.keys(properties)))
      assert.ok(pages.get("settings.md")!.includes(`### \`${id}\`\n`), id);
  });

  it("are where the README sends its readers", () => {
    const readme = readFileSync("README.md", "utf8");
    for (const name of pages.keys()) assert.ok(readme.includes(`(docs/${name})`), name);
  });
});

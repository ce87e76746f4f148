import assert from "node:assert/strict";
import { checkSarif } from "../../../src/check/checkSarif";
import { codeTexts } from "../../../src/check/codeTexts";
import { NOTHING, ONE_OF_EACH } from "./oneOfEach";

// biome-ignore lint/suspicious/noExplicitAny: a log is what JSON.parse makes of it.
const sarif = (of = ONE_OF_EACH): any => JSON.parse(checkSarif(of));

describe("findings as SARIF 2.1.0", () => {
  const { version, runs } = sarif();
  const [run] = runs;

  it("are one run of one tool", () => {
    assert.equal(version, "2.1.0");
    assert.equal(runs.length, 1);
    assert.equal(run.tool.driver.name, "Normscope");
    assert.equal(run.columnKind, "utf16CodeUnits");
  });

  it("name the rules that they are of, each with what there is to read", () => {
    const { rules } = run.tool.driver;
    assert.deepEqual(
      rules.map(({ id }: { id: string }) => id),
      ["NRM104", "NRM207", "NRM301"],
    );
    for (const { id, shortDescription, fullDescription, help, defaultConfiguration } of rules) {
      assert.equal(shortDescription.text, codeTexts().get(id)!.title);
      assert.ok(fullDescription.text.length > 20);
      assert.match(help.markdown, new RegExp(`^# ${id}: `));
      assert.equal(help.markdown, codeTexts().get(id)!.markdown, "viewers show the whole page");
      assert.doesNotMatch(help.markdown, /\]\((?!https:)/, "links lead somewhere wherever the page is shown");
      assert.ok(["error", "warning", "note"].includes(defaultConfiguration.level));
    }
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex].id, ruleId);
  });

  it("have levels that there are", () => {
    assert.deepEqual(
      run.results.map(({ level }: { level: string }) => level),
      ["note", "error", "warning"],
    );
  });

  it("have places from 1 on whose ends lie behind them, and paths that are URIs", () => {
    assert.deepEqual(run.results[0].locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: "models/net%20one%2Ca%3Ab%25.py", uriBaseId: "%SRCROOT%" },
          region: { startLine: 3, startColumn: 17, endLine: 3, endColumn: 26 },
        },
      },
    ]);
    assert.equal(run.results[2].locations[0].physicalLocation.artifactLocation.uri, "n%E2%80%AE.ipynb");
  });

  it("have the places that belong to them, the fixes, and what tells them from each other", () => {
    const [first, second] = run.results;
    assert.equal(first.relatedLocations[0].message.text, "subtracts each channel's mean");
    assert.deepEqual(first.partialFingerprints, { primaryLocationLineHash: "0123456789abcdef:0" });
    assert.match(first.fixes[0].description.text, /^Leave the bias out \(takes conv\.bias out of/);
    assert.deepEqual(first.fixes[0].artifactChanges[0].replacements, [
      {
        deletedRegion: { startLine: 3, startColumn: 35, endLine: 3, endColumn: 35 },
        insertedContent: { text: ", bias=False" },
      },
    ]);
    assert.equal("relatedLocations" in second, false);
  });

  it("name a notebook's cell, and offer no fix there", () => {
    const [, , third] = run.results;
    assert.equal(third.message.text, "Cell 7: eps 0");
    assert.deepEqual(third.locations[0].logicalLocations, [{ name: "cell 7" }]);
    assert.equal("fixes" in third, false);
  });

  it("tell what was not checked", () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = run.invocations;
    assert.equal(executionSuccessful, true);
    assert.match(toolExecutionNotifications[0].message.text, /is not UTF-8/);
  });

  it("are an empty list where nothing is found, as code scanning asks for", () => {
    assert.deepEqual(sarif(NOTHING).runs[0].results, []);
  });

  it("are on another machine's paths only where they lie outside of the folder", () => {
    const files = [{ ...ONE_OF_EACH.files[0]!, path: "/other/a b.py" }];
    const { uri, uriBaseId } = sarif({ ...NOTHING, files }).runs[0].results[0].locations[0].physicalLocation
      .artifactLocation;
    assert.equal(uri, "file:///other/a%20b.py");
    assert.equal(uriBaseId, undefined);
  });
});

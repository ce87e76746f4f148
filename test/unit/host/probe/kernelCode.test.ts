import assert from "node:assert/strict";
import { captureCode, isPath, parseVariables, pathOf } from "../../../../src/host/probe/kernel/kernelCode";

describe("what may become code in a kernel", () => {
  const paths = [
    "model",
    "_m1",
    "trainer.model",
    "batch[0]",
    "batch[-1]",
    'batch["image"]',
    "a.b[0]['key with-dots.1'].c",
    "größe",
    "模型",
  ];
  for (const path of paths) it(`is ${path}`, () => assert.ok(isPath(path)));

  const others = [
    "",
    " model",
    "1model",
    "model()",
    "model; import os",
    "model\nimport os",
    "a.b.",
    "a[b]",
    "a[0:1]",
    'a["x" + y]',
    'a["x\\"]',
    "a['\"']",
    'a["\n"]',
    "__import__('os').system('x')",
    "lambda: 0",
    "a if b else c",
    "f'{x}'",
    "a.b c",
    "a#b",
  ];
  for (const text of others) it(`is not ${JSON.stringify(text)}`, () => assert.equal(isPath(text), false));

  it("is refused where it is no path, whoever asks", () => {
    assert.throws(() => captureCode("model", "f()", "/tmp/a", "/s"), /^Error: "f\(\)" names no variable\.$/);
  });

  it("has paths of files as strings, whatever they hold", () => {
    const code = captureCode("model", "x[0]", 'C:\\a "b"\n', "/s");
    assert.match(code, /normscope\.capture\(model, batch, "C:\\\\a \\"b\\"\\n"\)/);
    assert.match(code, /^ {4}_normscope_capture\(model, x\[0\]\)$/m);
  });
});

describe("what a kernel says of its variables", () => {
  it("is found among other lines, and only names are taken", () => {
    const models = [{ name: "net", about: "Net" }, { name: "a;b", about: "" }, { name: 3 }, null];
    const printed = `warning\nnormscope:${JSON.stringify({ torch: true, models, batches: [] })}\n`;
    assert.deepEqual(parseVariables(printed), { torch: true, models: [{ name: "net", about: "Net" }], batches: [] });
  });

  it("is an error where there is none", () => {
    assert.throws(() => parseVariables("hello"), /did not say which variables it holds/);
  });
});

describe("Enter in the list of a kernel's variables", () => {
  const variables = [
    { name: "batch", about: "all 2, as arguments" },
    { name: "batch[0]", about: "first of 2" },
  ];
  const cases: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
    ["takes the variable that is chosen", "batch[0]", "", "batch[0]"],
    ["takes the variable that is chosen, of which only a part is typed", "batch", "ba", "batch"],
    ["takes what is typed", "loader.x", "loader.x", "loader.x"],
    ["takes all of what is typed where the list shows only its beginning", "load", " loader.x ", "loader.x"],
    ["takes what is typed where the list shows nothing yet", undefined, "loader.x", "loader.x"],
    ["waits where what is typed names nothing", "Only names, attributes and items", "x()", undefined],
    ["waits where nothing is typed or chosen", undefined, " ", undefined],
  ];
  for (const [what, chosen, typed, expected] of cases)
    it(what, () => assert.equal(pathOf(chosen, typed, variables), expected));
});

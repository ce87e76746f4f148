import assert from "node:assert/strict";
import { INITIAL_EDITOR, readEditorView } from "../../../../src/ui/editor/editorView";

describe("the editor's saved view", () => {
  it("comes back as it was", () => {
    const view = {
      ...INITIAL_EDITOR,
      tab: "norms" as const,
      open: ["a.", "a.b."],
      sort: { column: "size", descending: true },
      reference: { path: "/models/other.pt", name: "other.pt" },
      scroll: 1200,
    };
    assert.deepEqual(readEditorView(JSON.parse(JSON.stringify(view))), view);
  });

  const broken: [string, unknown][] = [
    ["nothing", undefined],
    ["a text", "norms"],
    ["another tab", { tab: "lab" }],
    ["folders of other types", { open: [1] }],
    ["half a sort", { sort: { column: "size" } }],
    ["a reference without a path", { reference: { name: "x" } }],
    ["NaN", { scroll: Number.NaN }],
  ];
  for (const [what, saved] of broken)
    it(`falls back from ${what}`, () => assert.deepEqual(readEditorView(saved), INITIAL_EDITOR));
});

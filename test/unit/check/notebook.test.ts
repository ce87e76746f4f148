import assert from "node:assert/strict";
import { notebookPython } from "../../../src/check/notebook";

const code = (source: unknown) => ({ cell_type: "code", source });
const notebook = (cells: readonly unknown[], metadata: unknown = {}) =>
  JSON.stringify({ cells, metadata, nbformat: 4 });

describe("the Python of a notebook", () => {
  it("is its code cells one after the other, each with its place", () => {
    const cells = [{ cell_type: "markdown", source: "# hi" }, code(["a = 1\n", "b = 2"]), code("c = 3\n"), code([])];
    assert.deepEqual(notebookPython(notebook(cells)), {
      text: "a = 1\nb = 2\nc = 3\n\n\n",
      cells: [
        { number: 2, firstLine: 0 },
        { number: 3, firstLine: 2 },
        { number: 4, firstLine: 4 },
      ],
    });
  });

  it("is without what only IPython reads, on the same lines", () => {
    const cells = [code("%load_ext x\n!pip install y\na = 1"), code("%%bash\nls"), code("%%time\nb = 2")];
    assert.equal(
      notebookPython(notebook(cells))!.text,
      "#load_ext x\n#pip install y\na = 1\n      \n  \n#%time\nb = 2\n",
    );
  });

  const IPYTHON: readonly (readonly [title: string, cell: string, python: string])[] = [
    ["a command that goes on", "!a \\\n  --b \\\n  --c\nx = 1", "#a \\\n  #-b \\\n  #-c\nx = 1"],
    ["a magic that goes on", "%run a.py \\\n\nx = 1", "#run a.py \\\n\nx = 1"],
    ["Python that goes on", "x = 1 + \\\n  -1", "x = 1 + \\\n  -1"],
    ["what a command prints", "files = !ls\nx, y = %who", "files = 0#s\nx, y = 0#ho"],
    ["a rest of a division", "x = y %z\nx %= y", "x = y %z\nx %= y"],
    ["a question", "model.train?\nmodel??\nx = 1", "#odel.train?\n#odel??\nx = 1"],
    ["a cell for a shell, whatever is in it", "\n%%sh\na \\\n  --b", "\n    \n   \n     "],
  ];
  for (const [title, cell, python] of IPYTHON) {
    it(`keeps places: ${title}`, () => {
      assert.equal(python.length, cell.length);
      assert.equal(notebookPython(notebook([code(cell)]))!.text, `${python}\n`);
    });
  }

  it("has line ends of one kind", () => {
    assert.equal(notebookPython(notebook([code("a\r\nb\rc")]))!.text, "a\nb\nc\n");
  });

  it("is read where its language is called by no text", () => {
    for (const metadata of [{ language_info: { name: { toString: null } } }, { kernelspec: { language: ["R"] } }]) {
      assert.equal(notebookPython(notebook([code("a = 1")], metadata))!.text, "a = 1\n");
    }
  });

  for (const metadata of [{ language_info: { name: "R" } }, { kernelspec: { language: "julia" } }]) {
    it(`is nothing in ${JSON.stringify(metadata)}`, () => assert.equal(notebookPython(notebook([], metadata)), null));
  }

  const ODD: readonly (readonly [title: string, cells: readonly unknown[]])[] = [
    ["cells that are none", [null, 3, "x", []]],
    ["sources that are none", [code(null), code([3]), code({})]],
  ];
  for (const [title, cells] of ODD) {
    it(`leaves out ${title}`, () => assert.equal(notebookPython(notebook(cells, null))!.text, ""));
  }

  const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /is no notebook: it is no JSON/],
    ["[]", /is no notebook of format 4: it has no cells/],
    ['{"worksheets": []}', /it has no cells/],
  ];
  for (const [text, message] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => notebookPython(text), message));
  }
});

import assert from "node:assert/strict";
import { ignoreInFile, ignoreOnLine } from "../../../src/host/ignoreComments";

describe("comments that ignore a finding", () => {
  const lines: Record<string, [before: string, after: string | null]> = {
    "at the end of the line": ["x = bn(8)", "x = bn(8)  # normscope: ignore[NRM301] "],
    "behind another comment": ["x = bn(8)  # note", "x = bn(8)  # note  # normscope: ignore[NRM301] "],
    "before spaces that end the line": ["x = bn(8)  ", "x = bn(8)  # normscope: ignore[NRM301]   "],
    "beside other codes": [
      "x = bn(8)  # normscope: ignore[NRM206] why",
      "x = bn(8)  # normscope: ignore[NRM206, NRM301] why",
    ],
    "not where the line goes on": ["x = 1 + \\", null],
    "not where a text goes on": ['x = f("""', null],
    "behind a text that ends": ['x = """a"""', 'x = """a"""  # normscope: ignore[NRM301] '],
  };
  for (const [title, [before, after]] of Object.entries(lines)) {
    it(`stand ${title}`, () => assert.equal(put(before, ignoreOnLine(before, "NRM301")), after));
  }

  const comment = "# normscope: ignore-file[NRM301]";
  const files: Record<string, [before: string, after: string]> = {
    "at the top": ["import torch\n", `${comment}\nimport torch\n`],
    "in an empty file": ["", `${comment}\n`],
    "below what starts a script": ["#!/usr/bin/env python\nx\n", `#!/usr/bin/env python\n${comment}\nx\n`],
    "below the encoding": [
      "#!/bin/py\n# -*- coding: utf-8 -*-\nx",
      `#!/bin/py\n# -*- coding: utf-8 -*-\n${comment}\nx`,
    ],
    "below a cell's magic": ["%%time\nx", `%%time\n${comment}\nx`],
    "below a line without an end": ["#!/bin/py", `#!/bin/py\n${comment}\n`],
    "with the file's line ends": ["import torch\r\n", `${comment}\r\nimport torch\r\n`],
  };
  for (const [title, [before, after]] of Object.entries(files)) {
    it(`stand ${title}, for the file`, () => assert.equal(put(before, ignoreInFile(before, "NRM301")), after));
  }
});

function put(text: string, insertion: ReturnType<typeof ignoreOnLine>): string | null {
  return insertion && text.slice(0, insertion.at) + insertion.text + text.slice(insertion.at);
}

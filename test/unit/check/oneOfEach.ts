import type { Checked } from "../../../src/check/checked";
import type { Region } from "../../../src/check/checkedFile";

export function at(
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  cell: number | null = null,
): Region {
  return { cell, line, column, endLine, endColumn };
}

/** What a run could have to tell: related places, fixes, a notebook, a hostile name, and text that no message should have. */
export const ONE_OF_EACH: Checked = {
  files: [
    {
      path: "models/net one,a:b%.py",
      fixed: 0,
      broken: false,
      findings: [
        {
          code: "NRM301",
          severity: "information",
          message: "BatchNorm2d cancels the bias: 100% of it\r\n::error::no",
          at: at(3, 17, 3, 26),
          related: [{ at: at(4, 17, 4, 35), message: "subtracts each channel's mean" }],
          fixes: [
            {
              title: "Leave the bias out",
              safe: false,
              checkpointNote: "Takes conv.bias out of the checkpoint's keys.",
              edits: [{ at: at(3, 35, 3, 35), text: ", bias=False" }],
            },
          ],
          line: "\tself.conv = [\u001b[31m😀'語'] + nn.Conv2d(3, 64, 3)",
          fingerprint: "0123456789abcdef:0",
        },
        {
          code: "NRM104",
          severity: "error",
          message: "model.eval is named and not called",
          at: at(9, 1, 10, 7),
          related: [],
          fixes: [{ title: "Call it", safe: true, edits: [{ at: at(10, 7, 10, 7), text: "()" }] }],
          line: "(model",
          fingerprint: "1123456789abcdef:0",
        },
      ],
    },
    {
      path: "n\u202e.ipynb",
      fixed: 0,
      broken: true,
      findings: [
        {
          code: "NRM207",
          severity: "warning",
          message: "eps 0",
          at: at(2, 9, 2, 14, 7),
          related: [],
          fixes: [{ title: "Mend it", safe: true, edits: [{ at: at(2, 9, 2, 14, 7), text: "" }] }],
          line: "",
          fingerprint: "2123456789abcdef:1",
        },
      ],
    },
  ],
  fileCount: 4,
  fixed: 2,
  known: 1,
  broken: 1,
  notes: [{ path: "old.py", message: "is not UTF-8, and declares no other encoding" }],
};

export const NOTHING: Checked = { files: [], fileCount: 1, fixed: 0, known: 0, broken: 0, notes: [] };

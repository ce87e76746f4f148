import assert from "node:assert/strict";
import { formatBytes } from "../../../src/ui/figures/formatBytes";

describe("sizes", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [51_234_567, "51.2 MB"],
    [999_999, "1 MB"],
    [4e9, "4 GB"],
    [1.5e18, "1,500 PB"],
  ];
  for (const [bytes, text] of cases) it(`writes ${bytes} as ${text}`, () => assert.equal(formatBytes(bytes), text));
});

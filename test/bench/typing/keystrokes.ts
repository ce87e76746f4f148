import { LINES } from "./modelFiles";

/** Written at each place, key by key, then the same keys are taken back. */
const TYPED = "        self.extra = nn.BatchNorm2d(64, eps=1e-5)";

/** Every text that a person's keys leave, who writes a line at `places` places of a file and deletes it again. */
export function* keystrokes(text: string, places: number): Generator<string> {
  const lines = text.split("\n");
  for (let n = 0; n < places; n++) {
    const at = lineToTypeAt(lines, Math.floor(((n + 0.5) * LINES) / places));
    const before = `${lines.slice(0, at).join("\n")}\n`;
    const after = lines.slice(at).join("\n");
    for (let length = 1; length <= TYPED.length; length++) yield `${before}${TYPED.slice(0, length)}\n${after}`;
    for (let length = TYPED.length - 1; length >= 0; length--) yield `${before}${TYPED.slice(0, length)}\n${after}`;
  }
}

/** The first line from one on that follows a constructor's `super().__init__()`. */
function lineToTypeAt(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, i) => i >= from && line.includes("super().__init__()"));
  return found < 0 ? from : found + 1;
}

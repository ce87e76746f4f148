import assert from "node:assert/strict";
import fc from "fast-check";
import { type Stretch, shifted } from "../../../../src/host/measured/shifted";

/** A text and a stretch of it in bars. */
function marked(text: string): { text: string; stretch: Stretch } {
  const [start, end] = [text.indexOf("|"), text.lastIndexOf("|") - 1];
  const plain = text.replaceAll("|", "");
  return { text: plain, stretch: { start: placeOf(plain, start), end: placeOf(plain, end) } };
}

function placeOf(text: string, offset: number): [number, number] {
  const lines = text.slice(0, offset).split("\n");
  return [lines.length - 1, lines.at(-1)!.length];
}

describe("a place in a text that is edited", () => {
  const cases: Record<string, [before: string, from: string, to: string, after: string]> = {
    "moves with a line above": ["a\nx = |f(1)|\n", "a\n", "a\nb\n", "a\nb\nx = |f(1)|\n"],
    "moves with lines that go": ["a\nb\nx = |f(1)|\n", "a\nb\n", "", "x = |f(1)|\n"],
    "moves with what is before it on its line": ["x = |f(1)|\n", "x", "longer", "longer = |f(1)|\n"],
    "moves to the line of what stood before it": ["x = \n|f(1)|\n", "= \n", "= ", "x = |f(1)|\n"],
    "moves to a line of its own": ["x = |f(1)|\n", "= ", "= \n  ", "x = \n  |f(1)|\n"],
    "grows with what is inside of it": ["x = |f(1)|\n", "1", "1,\n 2", "x = |f(1,\n 2)|\n"],
    "stays where what is behind it changes": ["x = |f(1)|\nb\n", "b", "c\nd", "x = |f(1)|\nc\nd\n"],
  };
  for (const [title, [before, from, to, after]] of Object.entries(cases)) {
    it(title, () => {
      const { text, stretch } = marked(before);
      const at = text.indexOf(from);
      const edit = { start: placeOf(text, at), end: placeOf(text, at + from.length), text: to };
      assert.deepEqual(shifted(stretch, edit), marked(after).stretch);
    });
  }

  it("is lost where an edit reaches over one of its ends", () => {
    const { stretch } = marked("x = |f(1)|\n");
    assert.equal(shifted(stretch, { start: [0, 2], end: [0, 6], text: "" }), null);
    assert.equal(shifted(stretch, { start: [0, 6], end: [1, 0], text: "" }), null);
  });

  it("has the text that it had, wherever something is put before or behind it", () => {
    const text = fc.stringMatching(/^[a-c\n]{0,30}$/);
    fc.assert(
      fc.property(text, text, text, text, fc.boolean(), (before, inside, behind, put, first) => {
        const whole = `${before}<${inside}>${behind}`;
        const stretch = { start: placeOf(whole, before.length), end: placeOf(whole, whole.length - behind.length) };
        const at = first ? placeOf(whole, 0) : placeOf(whole, whole.length);
        const now = first ? put + whole : whole + put;
        const found = shifted(stretch, { start: at, end: at, text: put })!;
        assert.equal(textIn(now, found), `<${inside}>`);
      }),
    );
  });
});

function textIn(text: string, { start, end }: Stretch): string {
  const lines = text.split("\n");
  const offset = ([line, column]: readonly [number, number]) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + column;
  return text.slice(offset(start), offset(end));
}

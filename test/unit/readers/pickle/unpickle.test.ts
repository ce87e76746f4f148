import assert from "node:assert/strict";
import type { PickleValue } from "../../../../src/readers/pickle/pickleValue";
import { unpickle } from "../../../../src/readers/pickle/unpickle";
import { type Bytes, concat, hex, latin1, utf8 } from "../bytes";
import { call, dict, global, int, pickle, text, tuple } from "../pytorch/pytorchBytes";

/** A pickle's value as JSON that shows kinds. */
function shown(value: PickleValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object" || value === null) return value;
  switch (value.kind) {
    case "bytes":
      return { bytes: Buffer.from(value.bytes).toString("latin1") };
    case "global":
      return { global: value.name };
    case "persistent":
      return { outside: shown(value.id) };
    case "dict":
      return { dict: [...value.entries].map(([key, entry]) => [shown(key), shown(entry)]) };
    case "object": {
      const { callee, args, state, items, entries } = value;
      const rest = [...(items.length > 0 ? items.map(shown) : []), ...[...entries].map((pair) => pair.map(shown))];
      return { made: shown(callee), of: shown(args), ...(state === undefined ? {} : { state: shown(state) }), rest };
    }
    default:
      return { [value.kind]: value.items.map(shown) };
  }
}

const A: Bytes = latin1("K\x01");
const OBJECT = { made: { global: "a.B" }, of: { tuple: [] }, rest: [] };

const cases: readonly (readonly [name: string, bytes: Bytes, value: unknown])[] = [
  ["None and bools", latin1("(NI00\nI01\n\x88\x89t."), { tuple: [null, false, true, true, false] }],
  [
    "integers of every width",
    latin1("(K\xffM\xff\xffJ\xff\xff\xff\xffI-12\nL34L\nL-5\nt."),
    { tuple: [255, 65535, -1, -12, 34, -5] },
  ],
  [
    "LONG1",
    pickle(tuple(hex("8a 00"), hex("8a 01 ff"), hex("8a 02 00 80"), int(2n ** 70n), int(-(2n ** 70n)))),
    { tuple: [0, -1, -32768, `${2n ** 70n}n`, `${-(2n ** 70n)}n`] },
  ],
  ["LONG4", pickle(hex("8b 02 00 00 00 00 01")), 256],
  ["floats", latin1("(F1.5\nF-inf\nFnan\nG\xc0\x04\0\0\0\0\0\0t."), { tuple: [1.5, "-Infinity", "NaN", -2.5] }],
  ["text of protocol 0", latin1("(S'a\\n\\x41\\'b'\nS\"c\"\nV\\u0416d\nt."), { tuple: ["a\nA'b", "c", "Жd"] }],
  ["text of Python 2", latin1("(U\x02abT\x01\0\0\0ct."), { tuple: ["ab", "c"] }],
  [
    "Unicode",
    pickle(tuple(text("Ж🙂"), concat(hex("8c 02"), utf8("é")), concat(hex("8d 01 00 00 00 00 00 00 00"), utf8("z")))),
    { tuple: ["Ж🙂", "é", "z"] },
  ],
  [
    "bytes",
    latin1("\x80\x05(C\x02abB\x01\0\0\0c\x8e\x01\0\0\0\0\0\0\0d\x96\x01\0\0\0\0\0\0\0et."),
    { tuple: ["ab", "c", "d", "e"].map((bytes) => ({ bytes })) },
  ],
  [
    "bytes of protocol 2",
    pickle(call("_codecs", "encode", text("\u0001\u00ff"), text("latin1"))),
    { bytes: "\x01\xff" },
  ],
  [
    "tuples of one to three",
    pickle(latin1("("), hex("4e 85 4e 4e 86 4e 4e 4e 87"), latin1("t")),
    { tuple: [1, 2, 3].map((n) => ({ tuple: Array(n).fill(null) })) },
  ],
  ["lists", pickle(latin1("(](NNe"), A, latin1("at")), { tuple: [{ list: [null, null, 1] }] }],
  ["a list of protocol 0", latin1("(lp0\nI1\na."), { list: [1] }],
  ["sets", pickle(hex("28 8f 28"), A, hex("90 28"), A, hex("91 74")), { tuple: [{ set: [1] }, { set: [1] }] }],
  [
    "dicts",
    pickle(latin1("}"), A, latin1("Ns("), text("b"), A, latin1("u")),
    {
      dict: [
        [1, null],
        ["b", 1],
      ],
    },
  ],
  ["a dict of protocol 0", latin1("(I1\nI2\nd."), { dict: [[1, 2]] }],
  ["a key that comes again", pickle(latin1("}("), text("a"), A, text("a"), latin1("Nu")), { dict: [["a", null]] }],
  [
    "memo and get",
    pickle(text("x"), hex("71 05 72 06 00 00 00"), latin1("p7\n"), latin1("0(h\x05j\x06\0\0\0g7\nt")),
    { tuple: ["x", "x", "x"] },
  ],
  [
    "MEMOIZE in a frame",
    concat(hex("80 04 95 08 00 00 00 00 00 00 00 8c 01 61 94 68 00 86 2e"), latin1("")),
    { tuple: ["a", "a"] },
  ],
  ["POP, POP_MARK and DUP", pickle(A, latin1("N0(NN12"), hex("86")), { tuple: [1, 1] }],
  ["POP of a mark", pickle(A, latin1("(0")), 1],
  [
    "names",
    pickle(tuple(global("a.b", "C"), concat(text("d"), text("E.f"), hex("93")))),
    { tuple: [{ global: "a.b.C" }, { global: "d.E.f" }] },
  ],
  ["a persistent id", pickle(text("k"), latin1("Q")), { outside: "k" }],
  [
    "OrderedDict, defaultdict, Counter",
    pickle(
      tuple(
        call("collections", "OrderedDict"),
        call("collections", "defaultdict", global("builtins", "list")),
        call("collections", "Counter", dict({ a: A })),
      ),
    ),
    { tuple: [{ dict: [] }, { dict: [] }, { dict: [["a", 1]] }] },
  ],
  [
    "an OrderedDict of pairs, as Python 2 writes it",
    pickle(call("collections", "OrderedDict", concat(latin1("](](K\x01K\x02e](K\x03K\x04ee")))),
    {
      dict: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  ["a size", pickle(call("torch", "Size", tuple(A, A))), { tuple: [1, 1] }],
  ["sets of Python 2", pickle(call("__builtin__", "set", concat(latin1("](K\x01e")))), { set: [1] }],
  ["an object by REDUCE", pickle(call("a", "B", A)), { ...OBJECT, of: { tuple: [1] } }],
  [
    "an object by NEWOBJ, with state",
    pickle(global("a", "B"), latin1(")"), hex("81"), dict({ x: A }), latin1("b")),
    { ...OBJECT, state: { dict: [["x", 1]] } },
  ],
  [
    "state that is set twice",
    pickle(global("a", "B"), latin1(")"), hex("81"), A, latin1("bNb")),
    { ...OBJECT, state: { tuple: [1, null] } },
  ],
  [
    "an object by NEWOBJ_EX",
    pickle(global("a", "B"), latin1(")}"), hex("92")),
    { ...OBJECT, of: { tuple: [{ tuple: [] }, { dict: [] }] } },
  ],
  [
    "objects by INST and OBJ",
    latin1("((ia\nB\n(ca\nB\nK\x01ot."),
    { tuple: [OBJECT, { ...OBJECT, of: { tuple: [1] } }] },
  ],
  [
    "an object of protocol 0",
    latin1("ccopy_reg\n_reconstructor\n(ca\nB\nc__builtin__\nobject\nNtR."),
    { ...OBJECT, of: { tuple: [] } },
  ],
  [
    "an object with items and entries",
    pickle(global("a", "B"), latin1(")"), hex("81"), A, latin1("a"), latin1("("), text("k"), A, latin1("u")),
    { ...OBJECT, rest: [1, ["k", 1]] },
  ],
  [
    "what a call's result makes",
    pickle(call("functools", "partial", global("a", "B")), latin1(")R")),
    {
      made: { made: { global: "functools.partial" }, of: { tuple: [{ global: "a.B" }] }, rest: [] },
      of: { tuple: [] },
      rest: [],
    },
  ],
  ["text too long to be a name", pickle(text("x".repeat(70_000))), { bytes: "x".repeat(70_000) }],
];

describe("A pickle is read as data", () => {
  for (const [name, bytes, value] of cases) {
    it(name, () => assert.deepEqual(shown(unpickle(bytes, 0, "x").value), value));
  }

  it("a list in itself", () => {
    const { value } = unpickle(hex("80 02 5d 71 01 68 01 61 2e"), 0, "x");
    assert.ok(typeof value === "object" && value !== null && value.kind === "list");
    assert.equal(value.items[0], value);
  });

  it("one of several in a row", () => {
    const bytes = concat(pickle(A), pickle(text("k"), latin1("Q")), pickle(latin1("N")));
    const first = unpickle(bytes, 0, "x");
    const second = unpickle(bytes, first.end, "x");
    assert.deepEqual([first.value, first.end, first.persistents.length], [1, 5, 0]);
    assert.deepEqual([second.end, second.persistents], [15, [{ kind: "persistent", id: "k" }]]);
  });

  it("or refused with its place", () => {
    assert.throws(
      () => unpickle(concat(pickle(A), hex("80 02 52")), 5, "f: x"),
      /^Error: f: x: pickle, byte 7: takes a value/,
    );
  });
});

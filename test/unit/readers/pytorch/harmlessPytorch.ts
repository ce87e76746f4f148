import { type Bytes, concat, hex, latin1, zeros } from "../bytes";
import { COMMAND } from "../pickle/hostilePickleCalls";
import {
  at,
  call,
  checkpoint,
  dict,
  global,
  PLAIN,
  pickle,
  repeat,
  storage,
  tensor,
  text,
  tuple,
  withStorage,
} from "./pytorchBytes";

/** A file that looks like an attack, or is made to exhaust its reader, and is listed without harm. */
export interface HarmlessFile {
  readonly name: string;
  readonly bytes: Bytes;
  /** Names of tensors that can be read, then of those that cannot, with "closed". */
  readonly listing: readonly string[];
}

export const harmlessPytorch: readonly HarmlessFile[] = [
  harmless("nothing", latin1("N"), []),
  harmless("objects of classes that nobody has", dict({ a: call("evil.module", "Run", COMMAND), w: PLAIN }), ["w"]),
  harmless(
    "a tensor in an object of an unknown class",
    dict({ a: concat(call("evil", "Run"), dict({ w: PLAIN }), latin1("b")) }),
    ["a.w"],
  ),
  harmless(
    "an object that sets its own __setstate__",
    concat(call("a", "B"), dict({ __setstate__: global("c", "D"), w: PLAIN }), latin1("b")),
    ["w"],
  ),
  harmless(
    "getattr that nothing calls",
    dict({ m: call("builtins", "getattr", global("a", "b"), text("c")), w: PLAIN }),
    ["w"],
  ),
  harmless("a list in itself", concat(hex("5d 71 01 68 01 61")), []),
  harmless(
    "a dict in itself beside a tensor",
    concat(hex("7d 71 01 28"), text("me"), hex("68 01"), text("w"), PLAIN, latin1("u")),
    ["w"],
  ),
  harmless(
    "an object in its own state",
    concat(call("a", "B"), hex("71 01"), latin1("}("), text("me"), hex("68 01"), text("w"), PLAIN, latin1("ub")),
    ["w"],
  ),
  harmless("lists nested 200000 deep", concat(repeat(latin1("]"), 200_000), repeat(latin1("a"), 199_999)), []),
  harmless("tuples nested 200000 deep", concat(latin1(")"), repeat(hex("85"), 200_000)), []),
  harmless(
    "dicts nested 100000 deep",
    concat(repeat(hex("7d 4e"), 100_000), latin1("}"), repeat(latin1("s"), 100_000)),
    [],
  ),
  harmless(
    "objects nested 100000 deep",
    concat(
      global("a", "B"),
      hex("71 01 30"),
      repeat(hex("68 01"), 100_000),
      latin1(")"),
      repeat(hex("52 85"), 99_999),
      latin1("R"),
    ),
    [],
  ),
  harmless("a billion laughs", laughs(latin1("N"), 60), []),
  harmless("a billion laughs of dicts", laughs(latin1("}"), 60), []),
  harmless("a tensor under a name twice", concat(latin1("}("), text("w"), PLAIN, text("w"), PLAIN, latin1("u")), ["w"]),
  harmless("names that come to the same", dict({ "a.b": PLAIN, a: dict({ b: PLAIN }) }), ["a.b", "a.b (2)"]),
  harmless(
    "names that mean something to JavaScript",
    dict({ __proto__x: PLAIN, constructor: PLAIN, toString: PLAIN }),
    ["__proto__x", "constructor", "toString"],
  ),
  harmless("a tensor repeated to petabytes", dict({ w: at("0", 2, [2 ** 20, 2 ** 20], [0, 0]) }), ["w closed"]),
  harmless(
    "a tensor of an unknown dtype",
    dict({ w: tensor(storage("UntypedStorage", "0", 8), { shape: [2], strides: [1] }, global("torch", "float3")) }),
    ["w closed"],
  ),
  harmless(
    "a storage within the pickle",
    dict({ w: withStorage(call("torch.storage", "_load_from_bytes", text("x"))) }),
    ["w closed"],
  ),
  harmless(
    "a sparse tensor of nothing",
    dict({ w: call("torch._utils", "_rebuild_sparse_tensor", latin1("N"), tuple()) }),
    ["w closed"],
  ),
  harmless(
    "a tensor that a foreign function rebuilds",
    dict({
      w: call("torch._tensor", "_rebuild_from_type_v2", global("a", "b"), global("c", "d"), tuple(), latin1("N")),
    }),
    ["w closed"],
  ),
];

/** A list of ten times the list before it, and so on. */
function laughs(first: Uint8Array, levels: number): Bytes {
  const level = concat(latin1("q\x00]("), repeat(hex("68 00"), 10), latin1("e"));
  return concat(first, repeat(level, levels));
}
function harmless(name: string, root: Uint8Array, listing: readonly string[]): HarmlessFile {
  return { name, bytes: checkpoint(pickle(root), { "0": zeros(8) }), listing };
}

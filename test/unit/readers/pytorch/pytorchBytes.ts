import { type Bytes, concat, hex, latin1, uint, utf8 } from "../bytes";
import { type ZipPart, zipBytes } from "../zip/zipBytes";

/** A pickle of protocol 2. */
export function pickle(...parts: readonly Uint8Array[]): Bytes {
  return concat(hex("80 02"), ...parts, latin1("."));
}

export function text(value: string): Bytes {
  return concat(latin1("X"), uint(4, utf8(value).length), utf8(value));
}

/** An integer: BININT where it fits, else LONG1. */
export function int(value: number | bigint): Bytes {
  const wide = BigInt(value);
  if (wide === BigInt.asIntN(32, wide)) return concat(latin1("J"), uint(4, BigInt.asUintN(32, wide)));
  return concat(hex("8a 10"), uint(16, BigInt.asUintN(128, wide)));
}

export function tuple(...parts: readonly Uint8Array[]): Bytes {
  return concat(latin1("("), ...parts, latin1("t"));
}

export function list(...parts: readonly Uint8Array[]): Bytes {
  return concat(latin1("]("), ...parts, latin1("e"));
}

export function dict(entries: Readonly<Record<string, Uint8Array>>): Bytes {
  return concat(latin1("}("), ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), latin1("u"));
}

export function global(module: string, name: string): Bytes {
  return utf8(`c${module}\n${name}\n`);
}

/** What calling a function would give. */
export function call(module: string, name: string, ...args: readonly Uint8Array[]): Bytes {
  return concat(global(module, name), tuple(...args), latin1("R"));
}

export function storage(type: string, key: string, elements: number | bigint, ...more: readonly Uint8Array[]): Bytes {
  return concat(
    tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(elements), ...more),
    latin1("Q"),
  );
}

export interface Window {
  readonly offset?: number | bigint;
  readonly shape: readonly (number | bigint)[];
  readonly strides: readonly (number | bigint)[];
}

/** A tensor of PyTorch 0.4 and later; `more` begins with version 3's dtype. */
export function tensor(of: Uint8Array, { offset = 0, shape, strides }: Window, ...more: readonly Uint8Array[]): Bytes {
  const hooks = call("collections", "OrderedDict");
  const name = more.length > 0 ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2";
  const sizes = [tuple(...shape.map(int)), tuple(...strides.map(int))];
  return call("torch._utils", name, of, int(offset), ...sizes, hex("89"), hooks, ...more);
}

/** Two float32. */
export const PLAIN = tensor(storage("FloatStorage", "0", 2), { shape: [2], strides: [1] });

export type Storages = Readonly<Record<string, Uint8Array>>;

/** What `torch.save` writes. */
export function checkpoint(root: Uint8Array, storages: Storages = {}, more: readonly ZipPart[] = []): Bytes {
  return zipBytes([
    { name: "archive/data.pkl", data: root },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: "archive/version", data: utf8("3\n") },
    ...more,
  ]);
}

export const MAGIC = pickle(hex("8a 0a 6c fc 9c 46 f9 20 6a a8 50 19"));

/** What `torch.save` wrote before 1.6; each storage is its bytes with the number of its elements before them. */
export function legacy(root: Uint8Array, keys: Uint8Array, ...storages: readonly Uint8Array[]): Bytes {
  return concat(MAGIC, pickle(int(1001)), pickle(latin1("}")), root, keys, ...storages);
}

export interface TarPart {
  readonly name: string;
  readonly data: Uint8Array;
  /** What the header says of the size, in octal. */
  readonly size?: string;
}

/** A tar archive of POSIX ustar headers. */
export function tarBytes(parts: readonly TarPart[]): Bytes {
  const blocks = parts.flatMap(({ name, data, size }) => {
    const header = new Uint8Array(512);
    header.set(latin1(name));
    header.set(latin1(size ?? data.length.toString(8).padStart(11, "0")), 124);
    header.set(latin1("0"), 156);
    header.set(latin1("ustar\x0000"), 257);
    return [header, data, new Uint8Array((512 - (data.length % 512)) % 512)];
  });
  return concat(...blocks, new Uint8Array(1024));
}

export function repeat(unit: Uint8Array, times: number): Bytes {
  const whole = new Uint8Array(unit.length * times);
  for (let i = 0; i < times; i++) whole.set(unit, i * unit.length);
  return whole;
}

/** A tensor of float32, or of another storage, by its key and elements. */
export function at(
  key: string,
  elements: number | bigint,
  shape: readonly (number | bigint)[],
  strides: readonly (number | bigint)[],
  offset: number | bigint = 0,
  type = "FloatStorage",
): Bytes {
  return tensor(storage(type, key, elements), { offset, shape, strides });
}

/** A tensor on whatever stands for its storage. */
export function withStorage(of: Uint8Array): Bytes {
  return tensor(of, { shape: [2], strides: [1] });
}

/** Opcodes of the pickle virtual machine by the names that CPython's Lib/pickle.py gives them. */
export const OPCODES = {
  MARK: 0x28,
  EMPTY_TUPLE: 0x29,
  STOP: 0x2e,
  POP: 0x30,
  POP_MARK: 0x31,
  DUP: 0x32,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  FLOAT: 0x46,
  BINFLOAT: 0x47,
  INT: 0x49,
  BININT: 0x4a,
  BININT1: 0x4b,
  LONG: 0x4c,
  BININT2: 0x4d,
  NONE: 0x4e,
  BINPERSID: 0x51,
  REDUCE: 0x52,
  STRING: 0x53,
  BINSTRING: 0x54,
  SHORT_BINSTRING: 0x55,
  UNICODE: 0x56,
  BINUNICODE: 0x58,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  BUILD: 0x62,
  GLOBAL: 0x63,
  DICT: 0x64,
  APPENDS: 0x65,
  GET: 0x67,
  BINGET: 0x68,
  INST: 0x69,
  LONG_BINGET: 0x6a,
  LIST: 0x6c,
  OBJ: 0x6f,
  PUT: 0x70,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  SETITEM: 0x73,
  TUPLE: 0x74,
  SETITEMS: 0x75,
  EMPTY_DICT: 0x7d,
  PROTO: 0x80,
  NEWOBJ: 0x81,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
} as const;

/** Layouts of arguments: up to 8 the number of bytes, then lines of text, then a count of bytes and the bytes. */
const LINE = 9;
const TWO_LINES = 10;
const COUNTED = 16;
const NOT_READ = 255;

const ARGUMENTS: readonly (readonly [layout: number, names: readonly (keyof typeof OPCODES)[]])[] = [
  [1, ["BININT1", "BINGET", "BINPUT", "PROTO"]],
  [2, ["BININT2"]],
  [4, ["BININT", "LONG_BINGET", "LONG_BINPUT"]],
  [8, ["BINFLOAT", "FRAME"]],
  [LINE, ["FLOAT", "INT", "LONG", "STRING", "UNICODE", "GET", "PUT"]],
  [TWO_LINES, ["GLOBAL", "INST"]],
  [COUNTED + 1, ["SHORT_BINBYTES", "SHORT_BINSTRING", "SHORT_BINUNICODE", "LONG1"]],
  [COUNTED + 4, ["BINBYTES", "BINSTRING", "BINUNICODE", "LONG4"]],
  [COUNTED + 8, ["BINUNICODE8", "BINBYTES8", "BYTEARRAY8"]],
];

const LAYOUTS = layouts();

/** Bytes between an opcode and its counted bytes, which are the count itself. */
export function countBytes(code: number): number {
  const layout = LAYOUTS[code]!;
  return layout > COUNTED && layout !== NOT_READ ? layout - COUNTED : 0;
}

/** Whether these readers know an opcode. Extension registries, text persistent ids and buffers apart are left out. */
export function isKnownOpcode(code: number): boolean {
  return LAYOUTS[code] !== NOT_READ;
}

/** Where the argument of the opcode ends that begins at `at`; past the end of `bytes` where it is cut off. */
export function argumentEnd(bytes: Uint8Array, view: DataView, code: number, at: number): number {
  const layout = LAYOUTS[code]!;
  if (layout <= 8) return at + layout;
  if (layout === NOT_READ) return at;
  if (layout === LINE) return lineEnd(bytes, at);
  if (layout === TWO_LINES) return lineEnd(bytes, lineEnd(bytes, at));
  const start = at + layout - COUNTED;
  return start > bytes.length ? start : start + countAt(view, layout - COUNTED, at);
}

/** Where the pickle ends that begins at `start`; undefined where these bytes do not reach its end. */
export function pickleEnd(bytes: Uint8Array, start: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = start; at < bytes.length; ) {
    const code = bytes[at]!;
    if (code === OPCODES.STOP || !isKnownOpcode(code)) return at + 1;
    at = argumentEnd(bytes, view, code, at + 1);
  }
  return undefined;
}

function countAt(view: DataView, size: number, at: number): number {
  if (size === 1) return view.getUint8(at);
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const end = at > bytes.length ? -1 : bytes.indexOf(0x0a, at);
  return end < 0 ? bytes.length + 1 : end + 1;
}

function layouts(): Uint8Array {
  const table = new Uint8Array(256).fill(NOT_READ);
  for (const code of Object.values(OPCODES)) table[code] = 0;
  for (const [layout, names] of ARGUMENTS) for (const name of names) table[OPCODES[name]] = layout;
  return table;
}

import { quoteName } from "../quoteName";
import { construct, makeGlobal } from "./construct";
import {
  line,
  readBytes,
  readDecimal,
  readEscaped,
  readFloat,
  readLong,
  readQuoted,
  readText,
  shortText,
} from "./literals";
import {
  addEntries,
  addItems,
  charge,
  createMachine,
  fail,
  floor,
  type Machine,
  MEMORY,
  makeDict,
  makeItems,
  pop,
  popToMark,
  push,
  recall,
  remember,
  setState,
  top,
} from "./machine";
import { argumentEnd, countBytes, isKnownOpcode, OPCODES } from "./opcodes";
import type { PicklePersistent, PickleValue } from "./pickleValue";

/** One pickle, read. */
export interface Unpickled {
  readonly value: PickleValue;
  /** The place after its STOP. */
  readonly end: number;
  /** What it keeps outside of itself, in the order of its mention. */
  readonly persistents: readonly PicklePersistent[];
}

/**
 * Reads the pickle that begins at `start`, as data: protocols 0 to 5 (CPython, Lib/pickle.py), without extension
 * registry, text persistent ids and out-of-band buffers, which no checkpoint has. Classes and functions are names;
 * nothing is looked up, made or called. Takes about 112 MiB of memory at most, and no recursion.
 * Throws, naming `label` and the byte, where the pickle breaks a rule or is cut off, and where it names a function that
 * only an attack would call (see `isDenied`).
 */
export function unpickle(bytes: Uint8Array, start: number, label: string): Unpickled {
  const machine = createMachine(bytes, label);
  for (machine.at = start; ; ) {
    const code = bytes[machine.at];
    if (code === undefined) fail(machine, `ends without its STOP; there are ${bytes.length} bytes`);
    if (!isKnownOpcode(code))
      fail(machine, `opcode 0x${code.toString(16).padStart(2, "0")} has no place in a checkpoint`);
    const from = machine.at + 1;
    const end = argumentEnd(bytes, machine.view, code, from);
    if (end > bytes.length)
      fail(machine, `what follows takes ${end - from} bytes, but ${bytes.length - from} are left`);
    if (code === OPCODES.STOP) return finish(machine, end);
    ACTIONS[code]!(machine, from + countBytes(code), end);
    machine.at = end;
  }
}

function finish(machine: Machine, end: number): Unpickled {
  const value = pop(machine);
  return { value, end, persistents: machine.persistents as PicklePersistent[] };
}

const MOST_MARKS = 100_000;

type Action = (machine: Machine, start: number, end: number) => void;

const ACTIONS = actions({
  PROTO: (machine, start) => {
    const protocol = machine.bytes[start]!;
    if (protocol > 5) fail(machine, `protocol ${protocol}; those up to 5 are known`);
  },
  FRAME: (machine, start, end) => {
    const promised = machine.view.getBigUint64(start, true);
    if (promised > machine.bytes.length - end) {
      fail(machine, `a frame of ${promised} bytes, but ${machine.bytes.length - end} are left`);
    }
  },

  MARK: (machine) => {
    if (machine.marks.length >= MOST_MARKS) fail(machine, `over ${MOST_MARKS} marks at once`);
    machine.marks.push(machine.stack.length);
  },
  POP: (machine) => {
    if (machine.stack.length === machine.marks.at(-1)) machine.marks.pop();
    else pop(machine);
  },
  POP_MARK: popToMark,
  DUP: (machine) => push(machine, top(machine)),

  NONE: (machine) => push(machine, null),
  NEWTRUE: (machine) => push(machine, true),
  NEWFALSE: (machine) => push(machine, false),
  BININT: (machine, start) => push(machine, machine.view.getInt32(start, true)),
  BININT1: (machine, start) => push(machine, machine.bytes[start]!),
  BININT2: (machine, start) => push(machine, machine.view.getUint16(start, true)),
  BINFLOAT: (machine, start) => push(machine, machine.view.getFloat64(start)),
  INT: literal(readDecimal),
  LONG: literal(readDecimal),
  LONG1: literal(readLong),
  LONG4: literal(readLong),
  FLOAT: literal(readFloat),
  STRING: literal(readQuoted),
  UNICODE: literal(readEscaped),
  BINSTRING: literal(readText),
  SHORT_BINSTRING: literal(readText),
  BINUNICODE: literal(readText),
  BINUNICODE8: literal(readText),
  SHORT_BINUNICODE: literal(shortText),
  BINBYTES: literal(readBytes),
  BINBYTES8: literal(readBytes),
  SHORT_BINBYTES: literal(readBytes),
  BYTEARRAY8: literal(readBytes),

  EMPTY_TUPLE: (machine) => push(machine, EMPTY_TUPLE),
  TUPLE: (machine) => push(machine, makeItems(machine, "tuple", popToMark(machine))),
  TUPLE1: (machine) => pushTuple(machine, 1),
  TUPLE2: (machine) => pushTuple(machine, 2),
  TUPLE3: (machine) => pushTuple(machine, 3),
  EMPTY_LIST: (machine) => push(machine, makeItems(machine, "list", [])),
  LIST: (machine) => push(machine, makeItems(machine, "list", popToMark(machine))),
  APPEND: (machine) => {
    const item = pop(machine);
    addItems(machine, top(machine), [item]);
  },
  APPENDS: (machine) => extend(machine, addItems),
  EMPTY_SET: (machine) => push(machine, makeItems(machine, "set", [])),
  FROZENSET: (machine) => push(machine, makeItems(machine, "set", popToMark(machine))),
  ADDITEMS: (machine) => extend(machine, addItems),
  EMPTY_DICT: (machine) => push(machine, makeDict(machine)),
  DICT: (machine) => {
    const flat = popToMark(machine);
    const dict = makeDict(machine);
    addEntries(machine, dict, flat);
    push(machine, dict);
  },
  SETITEM: (machine) => {
    const value = pop(machine);
    const key = pop(machine);
    addEntries(machine, top(machine), [key, value]);
  },
  SETITEMS: (machine) => extend(machine, addEntries),

  GET: (machine, start, end) => push(machine, recall(machine, place(machine, start, end))),
  BINGET: (machine, start) => push(machine, recall(machine, machine.bytes[start]!)),
  LONG_BINGET: (machine, start) => push(machine, recall(machine, machine.view.getUint32(start, true))),
  PUT: (machine, start, end) => remember(machine, place(machine, start, end), top(machine)),
  BINPUT: (machine, start) => remember(machine, machine.bytes[start]!, top(machine)),
  LONG_BINPUT: (machine, start) => remember(machine, machine.view.getUint32(start, true), top(machine)),
  MEMOIZE: (machine) => remember(machine, machine.memo.length + machine.sparseMemo.size, top(machine)),

  GLOBAL: (machine, start, end) => push(machine, namedGlobal(machine, start, end)),
  STACK_GLOBAL: (machine) => {
    const name = pop(machine);
    const module = pop(machine);
    if (typeof name !== "string" || typeof module !== "string") fail(machine, "names a class by what is no text");
    push(machine, makeGlobal(machine, module, name));
  },
  REDUCE: callWithTuple,
  NEWOBJ: callWithTuple,
  NEWOBJ_EX: (machine) => {
    const named = pop(machine);
    const args = pop(machine);
    push(machine, construct(machine, pop(machine), makeItems(machine, "tuple", [args, named])));
  },
  INST: (machine, start, end) => {
    const callee = namedGlobal(machine, start, end);
    push(machine, construct(machine, callee, makeItems(machine, "tuple", popToMark(machine))));
  },
  OBJ: (machine) => {
    const [callee, ...args] = popToMark(machine);
    if (callee === undefined) fail(machine, "makes an object without a class");
    push(machine, construct(machine, callee, makeItems(machine, "tuple", args)));
  },
  BUILD: (machine) => {
    const state = pop(machine);
    setState(machine, top(machine), state);
  },
  BINPERSID: (machine) => {
    charge(machine, MEMORY.object);
    const persistent: PicklePersistent = { kind: "persistent", id: pop(machine) };
    machine.persistents.push(persistent);
    push(machine, persistent);
  },
  STOP: () => {},
});

const EMPTY_TUPLE: PickleValue = { kind: "tuple", items: [] };

function actions(byName: Readonly<Record<keyof typeof OPCODES, Action>>): readonly Action[] {
  const table: Action[] = [];
  for (const [name, code] of Object.entries(OPCODES)) table[code] = byName[name as keyof typeof OPCODES];
  return table;
}

function literal(read: (machine: Machine, start: number, end: number) => PickleValue): Action {
  return (machine, start, end) => push(machine, read(machine, start, end));
}

function pushTuple(machine: Machine, count: number): void {
  if (machine.stack.length - floor(machine) < count) fail(machine, `a tuple of ${count} from an emptier stack`);
  push(machine, makeItems(machine, "tuple", machine.stack.splice(-count)));
}

/** Adds what is above the mark to the container below it. */
function extend(machine: Machine, add: typeof addItems): void {
  const values = popToMark(machine);
  add(machine, top(machine), values);
}

function callWithTuple(machine: Machine): void {
  const args = pop(machine);
  push(machine, construct(machine, pop(machine), args));
}

/** The memo's place that a line of digits names. */
function place(machine: Machine, start: number, end: number): number {
  const text = line(machine, start, end);
  if (!/^\d{1,9}$/.test(text)) fail(machine, `'${quoteName(text)}' is no place of its memo`);
  return Number(text);
}

function namedGlobal(machine: Machine, start: number, end: number): PickleValue {
  const middle = machine.bytes.indexOf(0x0a, start) + 1;
  return makeGlobal(machine, line(machine, start, middle), line(machine, middle, end));
}

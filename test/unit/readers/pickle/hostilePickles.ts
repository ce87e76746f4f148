import { type Bytes, concat, hex, latin1, uint, zeros } from "../bytes";
import { type HostileFile, hostile } from "../hostileFile";
import { checkpoint, global, pickle, repeat, tuple } from "../pytorch/pytorchBytes";

/** Pickles that break the rules of their opcodes, or are made to exhaust their reader. */
export const hostilePickles: readonly HostileFile[] = [
  ...["82 01", "83 01 00", "84 01 00 00 00"].map((code) =>
    refusedRoot(
      `an extension, ${code}`,
      pickle(hex(code)),
      /pickle, byte 2: opcode 0x8[234] has no place in a checkpoint$/,
    ),
  ),
  refusedRoot("a text persistent id", pickle(latin1("Pstorage\n")), /opcode 0x50 has no place in a checkpoint$/),
  refusedRoot("a buffer from outside", pickle(hex("97 98")), /opcode 0x97 has no place in a checkpoint$/),
  refusedRoot("bytes that are no opcode", pickle(hex("ff")), /opcode 0xff has no place/),
  refusedRoot("a protocol of the future", hex("80 09 4e 2e"), /protocol 9; those up to 5 are known$/),
  refusedRoot("no pickle", zeros(0), /ends without its STOP; there are 0 bytes$/),
  refusedRoot("no STOP", hex("80 02 4e"), /ends without its STOP; there are 3 bytes$/),
  refusedRoot("STOP on an empty stack", pickle(), /takes a value from an empty stack$/),
  refusedRoot("POP on an empty stack", pickle(latin1("0")), /takes a value from an empty stack$/),
  refusedRoot(
    "REDUCE below a mark",
    pickle(global("a", "b"), tuple(), latin1("(R")),
    /takes a value from an empty stack$/,
  ),
  refusedRoot("BUILD of nothing", pickle(latin1("Nb")), /needs a value on an empty stack$/),
  refusedRoot("TUPLE3 of two", pickle(latin1("NN"), hex("87")), /a tuple of 3 from an emptier stack$/),
  refusedRoot("TUPLE without a mark", pickle(latin1("Nt")), /takes values down to a mark, but there is no mark$/),
  refusedRoot("APPENDS to nothing", pickle(latin1("(Ne")), /needs a value on an empty stack$/),
  refusedRoot("APPEND to a number", pickle(latin1("K\x01Na")), /appends to what is neither list nor set$/),
  refusedRoot("APPEND to a tuple", pickle(latin1(")Na")), /appends to what is neither list nor set$/),
  refusedRoot("SETITEM of a list", pickle(latin1("]NNs")), /sets entries of what is no dict$/),
  refusedRoot("SETITEMS of three values", pickle(latin1("}(NNNu")), /from 3 values, one without a partner$/),
  refusedRoot("a call of a number", pickle(latin1("K\x01)R")), /calls a number$/),
  refusedRoot("a call of a list", pickle(latin1("])R")), /calls a list$/),
  refusedRoot("OBJ without a class", pickle(latin1("(o")), /makes an object without a class$/),
  refusedRoot("STACK_GLOBAL of numbers", pickle(latin1("K\x01K\x02"), hex("93")), /names a class by what is no text$/),
  refusedRoot("a memo entry that was never kept", pickle(latin1("h\x07")), /recalls value 7, but never kept it$/),
  refusedRoot("a memo entry at -1", pickle(latin1("g-1\n")), /'-1' is no place of its memo$/),
  refusedRoot(
    "marks without end",
    concat(hex("80 02"), new Uint8Array(200_000).fill(0x28)),
    /over 100000 marks at once$/,
  ),
  refusedRoot(
    "a stack without end",
    concat(hex("80 02"), new Uint8Array(1_100_000).fill(0x4e)),
    /over 1000000 values wait on its stack$/,
  ),
  refusedRoot(
    "lists without end",
    concat(hex("80 02 5d"), repeat(hex("5d 61"), 1_300_000)),
    /would take more memory than the \d+ MiB that it is given$/,
  ),
  refusedRoot(
    "dicts without end",
    concat(hex("80 02 5d"), repeat(hex("7d 4e 4e 73 61"), 700_000)),
    /would take more memory than/,
  ),
  refusedRoot(
    "memo entries without end",
    concat(hex("80 02 4e"), sparseMemo(2_000_000)),
    /would take more memory than/,
  ),
  refusedRoot(
    "bytes of exabytes",
    pickle(hex("8e ff ff ff ff ff ff ff 7f 00")),
    /what follows takes \d+ bytes, but \d+ are left$/,
  ),
  refusedRoot(
    "text of exabytes",
    pickle(hex("8d ff ff ff ff ff ff ff ff 00")),
    /what follows takes \d+ bytes, but \d+ are left$/,
  ),
  refusedRoot(
    "a bytearray of terabytes",
    pickle(hex("96 00 00 00 00 00 01 00 00")),
    /what follows takes \d+ bytes, but/,
  ),
  refusedRoot(
    "an integer of gigabytes",
    pickle(hex("8b ff ff ff 7f 01")),
    /what follows takes 2147483651 bytes, but 6 are left$/,
  ),
  refusedRoot(
    "a negative length of an integer",
    pickle(hex("8b ff ff ff ff 01")),
    /what follows takes 4294967299 bytes, but/,
  ),
  refusedRoot(
    "a negative length of text",
    pickle(hex("54 fe ff ff ff 61")),
    /what follows takes 4294967298 bytes, but/,
  ),
  refusedRoot(
    "an integer of a million digits",
    pickle(latin1(`L${"9".repeat(60_000)}L\n`)),
    /an integer of 60000 digits$/,
  ),
  refusedRoot(
    "a line without end",
    pickle(latin1(`I${"1".repeat(1_000_000)}`)),
    /what follows takes \d+ bytes, but \d+ are left$/,
  ),
  refusedRoot(
    "a frame longer than the file",
    concat(hex("80 04 95"), uint(8, 2 ** 40), hex("4e 2e")),
    /a frame of 1099511627776 bytes, but 2 are left$/,
  ),
  refusedRoot("a float that is none", pickle(latin1("F1e\n")), /a float that is none$/),
];

/** LONG_BINPUT at every other place. */
function sparseMemo(entries: number): Bytes {
  const whole = new Uint8Array(5 * entries);
  const view = new DataView(whole.buffer);
  for (let i = 0; i < entries; i++) {
    whole[5 * i] = 0x72;
    view.setUint32(5 * i + 1, 2 * i + 1, true);
  }
  return whole;
}
function refusedRoot(name: string, root: Uint8Array, message: RegExp): HostileFile {
  return hostile("m.pt", name, checkpoint(root), message);
}

import { type Bytes, concat, latin1, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { type ZipPart, zipBytes } from "../zip/zipBytes";
import { npyBytes } from "./npyBytes";

const NPY = npyBytes();
const A: ZipPart = { name: "a.npy", data: NPY };
const DEFLATED: ZipPart = { ...A, deflate: true };
const BOMB = npyBytes({ shape: "(1048576,)", data: zeros(4 << 20) });
const ARCHIVE = zipBytes([A]);

export const hostileNpz: readonly HostileFile[] = [
  npz("an empty file", zeros(0), /not a \.npz file: it is empty$/),
  npz("a single array", NPY, /not a \.npz file: it begins as a NumPy array \(\.npy\)$/),
  npz(
    "no directory",
    ARCHIVE.slice(0, 100),
    /the zip directory in its 100 bytes is damaged: End of central directory not found$/,
  ),
  npz("a cut end", ARCHIVE.slice(0, -1), /the zip directory in its \d+ bytes is damaged: /),
  npz(
    "a cut front",
    concat(latin1("PK"), ARCHIVE.slice(60)),
    /(a\.npy: (the directory says that it begins at|takes)|is damaged: 51 bytes at 119 reach past 112, where its end is$)/,
  ),
  npz(
    "a directory past the end",
    zipBytes([A], { directoryOffset: 1e9, directorySize: 1e9 }),
    /the zip directory in its \d+ bytes is damaged: /,
  ),
  npz(
    "more members than it has",
    zipBytes([A], { members: 60000 }),
    /the zip directory in its \d+ bytes is damaged: Central directory header not found$/,
  ),
  npz("a name twice", zipBytes([A, A]), /a\.npy: the archive holds 2 of this name$/),
  npz(
    "members that share bytes",
    zipBytes([A, { ...A, name: "b.npy", offset: 0 }]),
    /a\.npy: takes 84 bytes at 0, but there is room for 0 before/,
  ),
  npz(
    "a member past the end",
    zipBytes([{ ...A, offset: 4_000_000_000 }]),
    /a\.npy: takes 84 bytes at 4000000000, but there is room for 0/,
  ),
  npz(
    "a member at no header",
    zipBytes([{ ...A, offset: 3 }]),
    /a\.npy: the directory says that it begins at 3, but no member begins there$/,
  ),
  npz(
    "a member of terabytes",
    zipBytes([{ ...A, zip64: "central", packedSize: 2 ** 42, size: 2 ** 42 }]),
    /a\.npy: takes 4398046511104 bytes at 0, but there is room for/,
  ),
  npz("an encrypted member", zipBytes([{ ...A, flags: 1 }]), /a\.npy: encrypted members cannot be read$/),
  npz(
    "an unknown method",
    zipBytes([{ ...A, method: 93 }]),
    /a\.npy: compression method 93 is unknown; 0 \(stored\) and 8/,
  ),
  npz(
    "a method that headers disagree on",
    zipBytes([{ ...A, localMethod: 8 }]),
    /a\.npy: the directory says compression method 0, but the member says 8$/,
  ),
  npz(
    "a stored member of two sizes",
    zipBytes([{ ...A, size: 85 }]),
    /a\.npy: stored without compression, but in 84 bytes for 85$/,
  ),
  npz(
    "a wrong checksum",
    zipBytes([{ ...A, crc: 0xbad }]),
    /a\.npy: damaged: its CRC-32 is [0-9a-f]{8}, but the directory says 00000bad$/,
  ),
  npz(
    "a wrong checksum, deflated",
    zipBytes([{ ...DEFLATED, crc: 0xbad }]),
    /a\.npy: damaged: its CRC-32 is [0-9a-f]{8}, but the directory says 00000bad$/,
  ),
  npz(
    "a bomb",
    zipBytes([{ ...DEFLATED, data: BOMB, size: NPY.length }]),
    /a\.npy: header promises shape \(1048576,\) of float32, 4194304 bytes, but/,
  ),
  npz(
    "a bomb behind an honest header",
    zipBytes([{ ...DEFLATED, data: concat(NPY, BOMB), size: NPY.length }]),
    /a\.npy: the directory promises 84 bytes, but \d+ or more come$/,
  ),
  npz(
    "less than promised",
    zipBytes([{ ...DEFLATED, data: BOMB.slice(0, 1 << 20), size: BOMB.length }]),
    /a\.npy: the directory promises 4194378 bytes, but only 1048576 come$/,
  ),
  npz(
    "deflated data that is none",
    zipBytes([{ ...DEFLATED, packed: new Uint8Array(40).fill(255) }]),
    /a\.npy: its compressed data is damaged: /,
  ),
  npz(
    "deflated data cut off",
    zipBytes([{ ...DEFLATED, packed: Uint8Array.of(0) }]),
    /a\.npy: its compressed data is damaged: /,
  ),
  npz(
    "no deflated data",
    zipBytes([{ ...DEFLATED, packed: zeros(0) }]),
    /a\.npy: (its compressed data is damaged: |the directory promises 84 bytes or more, but only 0 come)/,
  ),
  npz(
    "a member that is no array",
    zipBytes([A, { name: "../../evil.sh", data: PICKLE }]),
    /\.\.\/\.\.\/evil\.sh: not a \.npy member, and a \.npz file holds nothing else$/,
  ),
  npz(
    "a pickle that calls itself an array",
    zipBytes([{ name: "a.npy", data: PICKLE }]),
    /a\.npy: not a \.npy file: it begins as a Python pickle/,
  ),
  npz(
    "a pickled object array",
    zipBytes([{ ...A, data: npyBytes({ descr: "'|O'", data: PICKLE }) }]),
    /a\.npy: dtype '\|O' is not supported: object arrays are pickles/,
  ),
  npz("an empty member", zipBytes([{ ...A, data: zeros(0) }]), /a\.npy: not a \.npy file: it is empty$/),
  npz(
    "a cut array in a whole member",
    zipBytes([{ ...A, data: NPY.slice(0, 80) }]),
    /a\.npy: header promises shape \(4,\) of float32, 16 bytes, but the file holds 12/,
  ),
  npz(
    "control characters in a member's name",
    zipBytes([{ name: "a\n\u2028\x1b]0;\u202e.npy", data: zeros(0) }]),
    /^Error: acts\.npz: a\ufffd\]0;\ufffd\.npy: not a \.npy file: it is empty$/,
  ),
];

function npz(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("acts.npz", name, bytes, message);
}

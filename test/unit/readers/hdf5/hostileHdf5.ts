import { type Bytes, concat, latin1, uint, utf8, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { npyBytes } from "../numpy/npyBytes";
import { zipBytes } from "../zip/zipBytes";
import {
  chunked,
  contiguous,
  datasetHeader,
  dataspace,
  deepHdf5,
  FLOAT32,
  fixture,
  hdf5Bytes,
  message,
  objectHeader,
  UNDEFINED,
} from "./hdf5Bytes";

const FILE = hdf5Bytes(datasetHeader({}));
const MODEL = fixture("nested.h5");

export const hostileHdf5: readonly HostileFile[] = [
  h5("an empty file", zeros(0), /not an HDF5 file: it is empty$/),
  h5("a single array", npyBytes(), /not an HDF5 file: it begins as a NumPy array \(\.npy\)$/),
  h5("a pickle", PICKLE, /not an HDF5 file: it begins as a Python pickle, which is never executed$/),
  h5("a superblock alone", FILE.slice(0, 48), /the HDF5 library fails: truncated file: eof = 48, .*stored_eof = 1024$/),
  h5("a cut file", MODEL.slice(0, 20_000), /the HDF5 library fails: truncated file: eof = 20000, /),
  h5("a superblock of tomorrow", changed(FILE, 8, 9), /HDF5 superblock of version 9; 0 to 3 can be read$/),
  h5("addresses of 3 bytes", changed(FILE, 9, 3), /HDF5 addresses of 3 bytes; 2, 4 and 8 can be read$/),
  h5("a wrong checksum", changed(FILE, 44, 0x55, 0x55), /the HDF5 library fails: .+/),
  h5(
    "an object past the end",
    hdf5Bytes(zeros(8), { address: 99_999 }),
    /x: header of \d+ bytes at 99999, but the file has/,
  ),
  h5(
    "an object at the edge of numbers",
    hdf5Bytes(zeros(8), { address: UNDEFINED - 5n }),
    /x: header of .* at Infinity/,
  ),
  h5("an object where none is", hdf5Bytes(zeros(64)), /x: no object begins at 512, where the file says that one does$/),
  h5(
    "a header longer than the file",
    hdf5Bytes(concat(uint(2, 1), uint(2, 1), uint(4, 1), uint(4, 0xfffffff0), zeros(4))),
    /x: header of 4294967280 bytes at 528, but the file has 1024$/,
  ),
  h5(
    "a header that goes on in itself",
    hdf5Bytes(objectHeader(message(0x10, concat(uint(8, 528), uint(8, 24))), message(3, FLOAT32))),
    /x: header of \d+ blocks and \d+ bytes, more than 1000 or 16777216$/,
  ),
  h5("groups without end", deepHdf5(150), /g\/g\/g.*g: groups in more than 100 levels$/),
  h5(
    "values past the end",
    dataset({ layout: contiguous(2 ** 40, 8) }),
    /x: header promises shape \(2,\) of float32, 8 bytes at 1099511627776, but the file has 1024$/,
  ),
  h5(
    "less storage than values",
    dataset({ layout: contiguous(8, 7) }),
    /x: header promises shape \(2,\) of float32, 8 bytes, but 7 bytes of storage$/,
  ),
  h5(
    "more values than can be counted",
    dataset({ shape: [2 ** 40, 2 ** 40] }),
    /x: shape \(1099511627776, 1099511627776\) of 4 bytes each promises more than 9007199254740991 bytes$/,
  ),
  h5(
    "too many axes",
    dataset({ shape: Array(80).fill(1) }),
    /x: shape has 80 axes, more than the 64 that NumPy allows$/,
  ),
  h5("a layout of tomorrow", dataset({ layout: Uint8Array.of(9, 1) }), /x: layout of version 9; 1 to 5 can be read$/),
  h5("a layout of no kind", dataset({ layout: Uint8Array.of(3, 7) }), /x: layout of an unknown kind$/),
  h5("a cut layout", dataset({ layout: Uint8Array.of(3, 1) }), /x: layout: damaged: a field takes bytes 2 to 10 of 8$/),
  h5("a cut datatype", dataset({ type: Uint8Array.of(0x10) }), /x: damaged: a field takes bytes 8 to 10 of 8$/),
  h5(
    "a datatype that is a dataset's place",
    dataset({ more: [], type: FLOAT32 }, message(3, concat(uint(1, 3), uint(1, 2), uint(8, 99_999)), 2)),
    /x: its datatype: header of \d+ bytes at 99999, but the file has/,
  ),
  h5("chunks past the end", dataset({ layout: chunked(2 ** 40, [2]) }), /x: the HDF5 library fails: .*addr/),
  h5("chunks that are no chunks", dataset({ layout: chunked(512, [2]) }), /x: the HDF5 library fails: .+/),
  h5(
    "a text in a heap past the end",
    dataset({ type: opaque(2), more: [textAttribute("dtype", 2 ** 40)] }),
    /x: heap of texts of 16 bytes at 1099511627776, but the file has 1024/,
  ),
  h5(
    "a text in no heap",
    dataset({ type: opaque(2), more: [textAttribute("dtype", 96)] }),
    /x: no heap of texts begins at 96, where the file says that one does$/,
  ),
  h5(
    "billions of texts",
    dataset({ type: opaque(2), more: [textAttribute("dtype", 96, 2 ** 32)] }),
    /x: attribute dtype of 4294967296 texts, more than 100000$/,
  ),
  h5("an index of groups that holds itself", selfIndexed(), /the HDF5 library fails: .+/),
  h5(
    "damaged compressed values",
    damagedChunks(),
    /filtered\/\w+: the HDF5 library fails: filter returned failure during read$/,
  ),
  h5(
    "a name that steers a terminal",
    hdf5Bytes(zeros(64), { name: "\x1b]0;a\n" }),
    /^Error: model\.h5: \ufffd\]0;a\ufffd: no object begins at 512/,
  ),
  keras("an empty file", zeros(0), /not a \.keras file: it is empty$/),
  keras("an HDF5 file", FILE, /not a \.keras file: it begins as an HDF5 file$/),
  keras(
    "no weights",
    zipBytes([{ name: "config.json", data: utf8("{}") }]),
    /no model\.weights\.h5 in it, but 1 other members \(config\.json\)$/,
  ),
  keras("weights that are none", weights(PICKLE), /model\.weights\.h5: not an HDF5 file: it begins as a Python pickle/),
  keras(
    "cut weights",
    weights(MODEL.slice(0, 9000)),
    /model\.weights\.h5: the HDF5 library fails: truncated file: eof = 9000/,
  ),
  keras(
    "damaged weights, deflated",
    zipBytes([{ name: "model.weights.h5", data: FILE, deflate: true, crc: 0xbad }]),
    /model\.weights\.h5: damaged: its CRC-32 is [0-9a-f]{8}, but the directory says 00000bad$/,
  ),
  keras(
    "weights of more than memory, deflated",
    zipBytes([{ name: "model.weights.h5", data: FILE, deflate: true, size: 2 ** 31 }]),
    /model\.weights\.h5: 2147483648 bytes once inflated, more than the 536870912 that are read$/,
  ),
  keras(
    "a configuration of more than is read",
    zipBytes([
      { name: "config.json", data: utf8("{}"), deflate: true, size: 2 ** 30 },
      { name: "model.weights.h5", data: FILE },
    ]),
    /config\.json: 1073741824 bytes once inflated, more than the 67108864 that are read$/,
  ),
];

function h5(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("model.h5", name, bytes, message);
}

function keras(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("model.keras", name, bytes, message);
}

function weights(data: Bytes): Bytes {
  return zipBytes([{ name: "model.weights.h5", data }]);
}

/** A file with a dataset `x` in it; `type` instead of the message that tells its type. */
function dataset(parts: Parameters<typeof datasetHeader>[0], type?: Bytes): Bytes {
  if (!type) return hdf5Bytes(datasetHeader(parts));
  return hdf5Bytes(objectHeader(message(1, dataspace([2])), type, message(8, contiguous(8, 8))));
}

function opaque(size: number): Bytes {
  return concat(uint(1, 0x15), uint(3, 0), uint(4, size));
}

/** An attribute of `count` texts of any length, the first of which lies in the heap at `address`. */
function textAttribute(name: string, address: number, count = 1): Bytes {
  const type = concat(uint(1, 0x19), uint(3, 1), uint(4, 16), uint(1, 0x10), uint(3, 0), uint(4, 1), uint(4, 0x80000));
  const space = dataspace([count]);
  const sizes = [uint(2, name.length), uint(2, type.length), uint(2, space.length)];
  const value = concat(uint(4, 5), uint(8, address), uint(4, 1));
  return message(12, concat(uint(1, 3), uint(1, 0), ...sizes, uint(1, 0), latin1(name), type, space, value));
}

/** The node that lists the first group's members says that it is its own child. */
function selfIndexed(): Bytes {
  const at = 136;
  const file = changed(MODEL, at + 5, 1);
  file.set(uint(8, at), at + 32);
  return file;
}

/** The same byte wherever values of the dataset lie. */
function damagedChunks(): Bytes {
  const file = fixture("user-block.h5");
  for (let at = 0; at + 2 < file.length; at++) {
    const isDeflated = file[at] === 0x78 && (file[at + 1] === 0x5e || file[at + 1] === 0x9c || file[at + 1] === 0x01);
    if (isDeflated) file.fill(0xff, at + 2, at + 6);
  }
  return file;
}

function changed(file: Bytes, at: number, ...values: readonly number[]): Bytes {
  const copy = file.slice();
  copy.set(values, at);
  return copy;
}

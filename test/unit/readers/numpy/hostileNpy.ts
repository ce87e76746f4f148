import { type Bytes, concat, latin1, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { zipBytes } from "../zip/zipBytes";
import { npyBytes } from "./npyBytes";

const NPY = npyBytes();

export const hostileNpy: readonly HostileFile[] = [
  npy("an empty file", zeros(0), /not a \.npy file: it is empty$/),
  npy("text", latin1("epoch,loss\n"), /it begins with the bytes 65 70 6f 63 68 2c 6c 6f$/),
  npy("a zip archive", zipBytes([]), /it begins as an empty zip archive$/),
  npy("a pickle", PICKLE, /it begins as a Python pickle, which is never executed$/),
  npy(
    "a Git LFS pointer",
    latin1("version https://git-lfs.github.com/spec/v1\n"),
    /a Git LFS pointer: run `git lfs pull`/,
  ),
  npy("only a magic", NPY.slice(0, 6), /a \.npy header takes at least 12 bytes, but the file holds 6$/),
  npy("a cut header length", NPY.slice(0, 9), /a \.npy header takes at least 10 bytes, but the file holds 9$/),
  npy("a cut header", NPY.slice(0, 40), /header promises 58 bytes, but the file holds 30 after its prefix$/),
  npy("a cut value", NPY.slice(0, -1), /shape \(4,\) of float32, 16 bytes, but the file holds 15 after its header$/),
  npy("no values", NPY.slice(0, -16), /16 bytes, but the file holds 0 after its header$/),
  npy("a byte too many", concat(NPY, zeros(1)), /16 bytes, but the file holds 17 after its header$/),
  npy("two arrays in a row", concat(NPY, NPY), /16 bytes, but the file holds 100 after its header$/),
  npy("version 0", npyBytes({ version: 0 }), /\.npy version 0 is unknown; 1, 2 and 3 can be read$/),
  npy("version 9", npyBytes({ version: 9 }), /\.npy version 9 is unknown; 1, 2 and 3 can be read$/),
  npy(
    "a header of 4 GB",
    npyBytes({ version: 2, headerLength: 0xffffffff }),
    /header promises 4294967295 bytes, more than the 1048576/,
  ),
  npy("a header past the end", npyBytes({ headerLength: 60000 }), /header promises 60000 bytes, but the file holds 74/),
  npy(
    "a header that ends in the dict",
    npyBytes({ headerLength: 20 }),
    /not the dict that NumPy writes: a string without end at character 17$/,
  ),
  npy("a header of no length", npyBytes({ headerLength: 0 }), /the end where a value should be, at character 0$/),
  npy(
    "a header that is not UTF-8",
    npyBytes({ version: 3, header: latin1("{'\xff': 1}") }),
    /the 8 bytes of the version 3 header are not UTF-8$/,
  ),
  npy(
    "code in the header",
    npyBytes({ header: "__import__('os').system('exit 1')" }),
    /"__import__\('os'\)\.sys" where a value should be/,
  ),
  npy("code in the shape", npyBytes({ shape: "(2**62,)" }), /"\*\*62,\), \}\\n" where ',' or '\)' should be/),
  npy("no dict", npyBytes({ header: "(1, 2)" }), /not the dict that NumPy writes: \(1, 2\)$/),
  npy("a dict and more", npyBytes({ header: "{} {}" }), /"\{\}" where the end should be/),
  npy("a string without end", npyBytes({ header: "{'descr: 4}" }), /a string without end at character 1$/),
  npy("a key that is no string", npyBytes({ header: "{1: 2}" }), /"1: 2\}" where a string as key should be/),
  npy(
    "brackets without end",
    npyBytes({ version: 2, header: "[".repeat(900_000) }),
    /more than 32 levels of brackets at character 33$/,
  ),
  npy(
    "a missing key",
    npyBytes({ header: "{'descr': '<f4', 'shape': (4,)}" }),
    /header has no 'fortran_order'; it needs/,
  ),
  npy("an extra key", npyBytes({ fortranOrder: "False, 'evil': 1" }), /header has a key 'evil' besides descr/),
  npy("a key twice", npyBytes({ fortranOrder: "False, 'descr': '<f8'" }), /key 'descr' twice, again at character 41$/),
  npy("fortran_order as text", npyBytes({ fortranOrder: "'no'" }), /fortran_order is 'no', not True or False$/),
  npy("a shape that is a number", npyBytes({ shape: "(4)" }), /shape is 4, not a tuple of sizes$/),
  npy("a shape that is a list", npyBytes({ shape: "[4]" }), /shape is a list, not a tuple of sizes$/),
  npy("a negative size", npyBytes({ shape: "(4, -1)" }), /shape has size -1 at axis 1, not a count from 0 up$/),
  npy("a size that is true", npyBytes({ shape: "(True,)" }), /shape has size True at axis 0/),
  npy(
    "a size past 2^53",
    npyBytes({ shape: "(99999999999999999999,)" }),
    /the integer 99999999999999999999 past 2\^53/,
  ),
  npy(
    "a shape past 2^53 bytes",
    npyBytes({ shape: "(4294967296, 4294967296)" }),
    /shape \(4294967296, 4294967296\) of 4 bytes each promises more than 9007199254740991 bytes$/,
  ),
  npy("a shape of terabytes", npyBytes({ shape: "(1099511627776,)" }), /4398046511104 bytes, but the file holds 16/),
  npy(
    "65 axes",
    npyBytes({ shape: `(${"1, ".repeat(65)})` }),
    /shape has 65 axes, more than the 64 that NumPy allows$/,
  ),
  npy("objects", npyBytes({ descr: "'|O'", data: PICKLE }), /dtype '\|O' is not supported: object arrays are pickles/),
  npy("a structure", npyBytes({ descr: "[('x', '<f4'), ('y', '<i4')]" }), /structured arrays are not supported$/),
  npy("a dtype of nothing", npyBytes({ descr: "None" }), /descr is neither a dtype nor a list$/),
  npy("bytes of text", npyBytes({ descr: "'|S4'" }), /dtype '\|S4' is not supported: it holds text$/),
  npy("text", npyBytes({ descr: "'>U1'" }), /dtype '>U1' is not supported: it holds text$/),
  npy(
    "durations",
    npyBytes({ descr: "'<m8[ns]'" }),
    /dtype '<m8\[ns\]' is not supported: it holds dates or durations$/,
  ),
  npy("long doubles", npyBytes({ descr: "'<f12'" }), /dtype '<f12' is not supported: long double differs/),
  npy("complex long doubles", npyBytes({ descr: "'<c32'" }), /dtype '<c32' is not supported: long double differs/),
  npy("raw bytes", npyBytes({ descr: "'|V16'" }), /dtype '\|V16' is not supported: it holds raw bytes$/),
  npy(
    "a lost dtype",
    npyBytes({ descr: "'<V2'" }),
    /no longer says its dtype \(header says <V2\): choose bfloat16, float16/,
  ),
  npy(
    "a dtype of no kind",
    npyBytes({ descr: "'constructor'" }),
    /dtype 'constructor' is not supported: it is not a dtype of NumPy's numbers$/,
  ),
  hostile(
    "x\n\x1b[31m\u202enpz.npy",
    "control characters in the file's name",
    zeros(0),
    /^Error: x\ufffd\[31m\ufffdnpz\.npy: not a \.npy file: it is empty$/,
  ),
  hostile(
    `${"x".repeat(5000)}.npy`,
    "a long file name",
    zeros(0),
    /^Error: x{39}…x{36}\.npy: not a \.npy file: it is empty$/,
  ),
  hostile(
    "model.pkl",
    "another extension",
    PICKLE,
    /^Error: model\.pkl: no tensor file by its name; it should end in \.npy, \.npz/,
  ),
];

function npy(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("acts.npy", name, bytes, message);
}

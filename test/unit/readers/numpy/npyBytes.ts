import { type Bytes, concat, latin1, uint, utf8, zeros } from "../bytes";

export interface NpyParts {
  /** As the header writes it: `'<f4'`, with its quotes. */
  readonly descr?: string;
  readonly fortranOrder?: string;
  readonly shape?: string;
  /** The whole header instead. */
  readonly header?: string | Uint8Array;
  /** What the file says the header's length is. */
  readonly headerLength?: number;
  readonly version?: number;
  readonly magic?: string;
  readonly data?: Uint8Array;
}

/** A .npy file; without parts, four zeros of float32. */
export function npyBytes(parts: NpyParts = {}): Bytes {
  const { descr = "'<f4'", fortranOrder = "False", shape = "(4,)", version = 1, data = zeros(16) } = parts;
  const text = parts.header ?? `{'descr': ${descr}, 'fortran_order': ${fortranOrder}, 'shape': ${shape}, }\n`;
  const header = typeof text === "string" ? (version === 3 ? utf8(text) : latin1(text)) : text;
  const length = uint(version === 1 ? 2 : 4, parts.headerLength ?? header.length);
  return concat(latin1(parts.magic ?? "\x93NUMPY"), Uint8Array.of(version, 0), length, header, data);
}

import { type Bytes, concat, uint, utf8, zeros } from "../bytes";

export interface GgufParts {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: number | bigint;
  readonly keyCount?: number | bigint;
  /** Each from `pair`. */
  readonly keys?: readonly Uint8Array[];
  /** Each from `info`. */
  readonly infos?: readonly Uint8Array[];
  readonly alignment?: number;
  readonly data?: Uint8Array;
}

/** A GGUF file, version 3, with whatever lies are asked for. */
export function ggufBytes(parts: GgufParts): Bytes {
  const { keys = [], infos = [], version = 3, alignment = 32, data = zeros(0) } = parts;
  const size = version === 1 ? 4 : 8;
  const head = concat(
    utf8(parts.magic ?? "GGUF"),
    uint(4, version),
    uint(size, parts.tensorCount ?? infos.length),
    uint(size, parts.keyCount ?? keys.length),
    ...keys,
    ...infos,
  );
  return concat(head, zeros(data.length > 0 ? (alignment - (head.length % alignment)) % alignment : 0), data);
}

export function text(value: string | Uint8Array, length?: number | bigint, size = 8): Bytes {
  const bytes = typeof value === "string" ? utf8(value) : value;
  return concat(uint(size, length ?? bytes.length), bytes);
}

/** A key, its type and its value. */
export function pair(key: string, type: number, value: Uint8Array): Bytes {
  return concat(text(key), uint(4, type), value);
}

/** A list of `count` values of a type. */
export function list(type: number, count: number | bigint, ...values: readonly Uint8Array[]): Bytes {
  return concat(uint(4, type), uint(8, count), ...values);
}

/** A tensor's entry; sizes innermost first, as GGML has them. */
export function info(name: string, sizes: readonly (number | bigint)[], type: number, offset: number | bigint): Bytes {
  return concat(
    text(name),
    uint(4, sizes.length),
    ...sizes.map((size) => uint(8, size)),
    uint(4, type),
    uint(8, offset),
  );
}

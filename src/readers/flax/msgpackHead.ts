import type { ByteCursor } from "../byteCursor";

/** What a msgpack value begins with: a value itself, or how much of what follows (github.com/msgpack/msgpack/spec.md). */
export type Head =
  | { readonly kind: "value"; readonly value: number | boolean | null }
  /** `size` is in bytes for texts, bytes and extensions, in entries for maps and lists. */
  | { readonly kind: "text" | "bytes" | "map" | "list"; readonly size: number }
  | { readonly kind: "extension"; readonly size: number; readonly type: number };

type Sized = "text" | "bytes" | "map" | "list";

/** First bytes whose size follows in so many bytes. */
const SIZED: ReadonlyMap<number, readonly [kind: Sized, sizeBytes: 1 | 2 | 4]> = new Map([
  [0xc4, ["bytes", 1]],
  [0xc5, ["bytes", 2]],
  [0xc6, ["bytes", 4]],
  [0xd9, ["text", 1]],
  [0xda, ["text", 2]],
  [0xdb, ["text", 4]],
  [0xdc, ["list", 2]],
  [0xdd, ["list", 4]],
  [0xde, ["map", 2]],
  [0xdf, ["map", 4]],
]);

/** Bytes that entries of containers take at least. */
const LEAST: Readonly<Record<Sized | "extension", number>> = { text: 1, bytes: 1, extension: 1, list: 1, map: 2 };

/**
 * Reads a value's head; the cursor is behind it. Throws, naming the byte, where there is no such first byte, and where
 * what it promises has no room before `end`.
 */
export async function readHead(cursor: ByteCursor, end: number, label: string): Promise<Head> {
  const at = cursor.position();
  const place = `${label}: byte ${at}`;
  if (at >= end) throw new Error(`${place}: a value should begin here, but its place ends`);
  const first = (await cursor.take(1, "a value"))[0]!;
  const head = fixedHead(first) ?? (await longHead(cursor, first, place));
  const room = end - cursor.position();
  if (room < 0) throw new Error(`${place}: a value goes on past ${end}, where its place ends`);
  if (head.kind === "value" || head.size * LEAST[head.kind] <= room) return head;
  const unit = head.kind === "map" || head.kind === "list" ? "entries" : "bytes";
  throw new Error(`${place}: promises ${head.size} ${unit} (${head.kind}), but there are ${room} bytes for them`);
}

function fixedHead(first: number): Head | undefined {
  if (first < 0x80) return { kind: "value", value: first };
  if (first < 0x90) return { kind: "map", size: first & 0xf };
  if (first < 0xa0) return { kind: "list", size: first & 0xf };
  if (first < 0xc0) return { kind: "text", size: first & 0x1f };
  if (first === 0xc0) return { kind: "value", value: null };
  if (first === 0xc2 || first === 0xc3) return { kind: "value", value: first === 0xc3 };
  if (first >= 0xe0) return { kind: "value", value: first - 0x100 };
  return undefined;
}

async function longHead(cursor: ByteCursor, first: number, place: string): Promise<Head> {
  const sized = SIZED.get(first);
  if (sized) return { kind: sized[0], size: unsigned(await viewOf(cursor, sized[1]), sized[1]) };
  if (first >= 0xc7 && first <= 0xc9) {
    const sizeBytes = (1 << (first - 0xc7)) as 1 | 2 | 4;
    const view = await viewOf(cursor, sizeBytes + 1);
    return { kind: "extension", size: unsigned(view, sizeBytes), type: view.getInt8(sizeBytes) };
  }
  if (first >= 0xd4 && first <= 0xd8) {
    return { kind: "extension", size: 1 << (first - 0xd4), type: (await viewOf(cursor, 1)).getInt8(0) };
  }
  if (first === 0xca) return { kind: "value", value: (await viewOf(cursor, 4)).getFloat32(0) };
  if (first === 0xcb) return { kind: "value", value: (await viewOf(cursor, 8)).getFloat64(0) };
  if (first >= 0xcc && first <= 0xcf) {
    const bytes = 1 << (first - 0xcc);
    const view = await viewOf(cursor, bytes);
    return { kind: "value", value: bytes === 8 ? Number(view.getBigUint64(0)) : unsigned(view, bytes as 1 | 2 | 4) };
  }
  if (first >= 0xd0 && first <= 0xd3) return { kind: "value", value: await signed(cursor, 1 << (first - 0xd0)) };
  throw new Error(`${place}: begins with ${first.toString(16)}, which no msgpack value does`);
}

async function viewOf(cursor: ByteCursor, bytes: number): Promise<DataView> {
  const taken = await cursor.take(bytes, "a value");
  return new DataView(taken.buffer, taken.byteOffset, bytes);
}

function unsigned(view: DataView, bytes: 1 | 2 | 4): number {
  return bytes === 1 ? view.getUint8(0) : bytes === 2 ? view.getUint16(0) : view.getUint32(0);
}

async function signed(cursor: ByteCursor, bytes: number): Promise<number> {
  const view = await viewOf(cursor, bytes);
  if (bytes === 8) return Number(view.getBigInt64(0));
  return bytes === 1 ? view.getInt8(0) : bytes === 2 ? view.getInt16(0) : view.getInt32(0);
}

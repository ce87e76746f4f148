import type { ByteRange } from "../byteRanges";
import type { ByteSource } from "../byteSource";
import { isPlainPath } from "../plainName";
import { quoteName, quoteReason } from "../quoteName";

/** Where a tensor's values are in a file beside the model, or why they cannot be had. */
export type ExternalValues = { readonly source: ByteSource; readonly range: ByteRange } | { readonly reason: string };

export type OpenSibling = (path: string) => Promise<ByteSource>;

export type FindExternal = (
  entries: ReadonlyMap<string, string>,
  bytes: number,
  label: string,
) => Promise<ExternalValues>;

const MAX_FILES = 512;

/**
 * Finds values that the model keeps in other files (onnx/docs/ExternalData.md): each is opened once. Throws, naming the
 * tensor, where the file's path may leave the folder, and where offset or length disagree with the shape; a file that
 * is missing or too short is a reason only.
 */
export function createExternalData(openSibling: OpenSibling | undefined): FindExternal {
  const opened = new Map<string, Promise<ByteSource>>();

  function open(path: string): Promise<ByteSource> {
    const known = opened.get(path);
    if (known) return known;
    const opening = openSibling!(path);
    opened.set(path, opening);
    return opening;
  }

  return async (entries, bytes, label) => {
    const path = pathOf(entries.get("location"), label);
    const start = count(entries, "offset", label) ?? 0;
    const length = count(entries, "length", label) ?? bytes;
    if (length !== bytes)
      throw new Error(`${label}: external_data has a length of ${length}, but its shape takes ${bytes}`);
    const file = `'${quoteName(path)}'`;
    if (!openSibling) return { reason: `they are in ${file}, which cannot be opened from here` };
    if (!opened.has(path) && opened.size === MAX_FILES) {
      return { reason: `they are in ${file}, one of more than the ${MAX_FILES} files that are opened` };
    }
    try {
      const source = await open(path);
      if (start + length <= source.size) return { source, range: { start, end: start + length } };
      return { reason: `they are bytes ${start} to ${start + length} of ${file}, which has ${source.size}` };
    } catch (error) {
      return { reason: `they are in ${file}, which cannot be opened: ${quoteReason(error)}` };
    }
  };
}

function pathOf(location: string | undefined, label: string): string {
  if (location === undefined) throw new Error(`${label}: external_data has no location`);
  const path = location.replace(/^(\.\/)+/, "");
  if (isPlainPath(path)) return path;
  throw new Error(
    `${label}: its values are in '${quoteName(location)}', not in a file of the model's folder or below it`,
  );
}

function count(entries: ReadonlyMap<string, string>, key: string, label: string): number | undefined {
  const text = entries.get(key);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`${label}: external_data has the ${key} '${quoteName(text)}', not a whole number`);
}

import type { ByteSource } from "./byteSource";
import type { FileContents } from "./fileContents";
import { type JsonObject, type JsonValue, parseJson } from "./parseJson";
import { isPlainName } from "./plainName";
import { quoteName, quoteReason } from "./quoteName";
import { readRange } from "./readRange";

export type OpenSibling = (name: string) => Promise<ByteSource>;

/** A file that holds a part of a checkpoint. */
export interface Shard {
  /** What its own file calls its tensors. */
  readonly names: ReadonlySet<string>;
  readonly contents: Omit<FileContents, "format">;
}

/** One kind of shards. */
export interface ShardKind {
  /** How names of shards end: ".safetensors". */
  readonly extension: string;
  open(source: ByteSource, label: string): Promise<Shard>;
}

const MAX_INDEX_BYTES = 100_000_000;

/**
 * Opens the shards that an index lists (Hugging Face: `weight_map` says each tensor's file): the tensors shard by
 * shard. Throws, naming `label` and the shard, where the index is over 100 MB or not such JSON, where a shard's name
 * would leave the folder, and where index and shard disagree on which tensors there are.
 */
export async function openShards(
  source: ByteSource,
  label: string,
  openSibling: OpenSibling | undefined,
  kind: ShardKind,
): Promise<Omit<FileContents, "format">> {
  const listing = await readWeightMap(source, label, kind.extension);
  if (!openSibling)
    throw new Error(`${label}: names ${listing.size} files beside it, which cannot be opened from here`);
  const shards: Shard["contents"][] = [];
  for (const [name, listed] of listing) {
    const shardLabel = `${label}: ${quoteName(name)}`;
    const file = await openSibling(name).catch((reason: unknown) => {
      throw new Error(`${shardLabel}: holds ${listed.size} tensors but cannot be opened: ${quoteReason(reason)}`);
    });
    const { names, contents } = await kind.open(file, shardLabel);
    checkSameNames(listed, names, shardLabel);
    shards.push(contents);
  }
  return {
    tensors: shards.flatMap(({ tensors }) => tensors),
    closed: shards.flatMap(({ closed }) => closed),
    facts: shards[0]?.facts ?? [],
    norms: shards.flatMap(({ norms }) => norms),
  };
}

/** Names of tensors by the file that holds them. */
async function readWeightMap(
  source: ByteSource,
  label: string,
  extension: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (source.size > MAX_INDEX_BYTES) {
    throw new Error(`${label}: ${source.size} bytes, more than the ${MAX_INDEX_BYTES} that an index may have`);
  }
  const index = parseIndex(await readRange(source, 0, source.size, label), label);
  const weightMap = index instanceof Map ? (index as JsonObject).get("weight_map") : undefined;
  if (!(weightMap instanceof Map)) throw new Error(`${label}: has no object 'weight_map'`);
  const shards = new Map<string, Set<string>>();
  for (const [tensor, file] of weightMap as JsonObject) {
    if (!isShardName(file, extension)) {
      const found = typeof file === "string" ? `'${quoteName(file)}'` : "no string";
      throw new Error(
        `${label}: ${quoteName(tensor)}: its file is ${found}, not the plain name of a ${extension} file`,
      );
    }
    const listed = shards.get(file);
    if (listed) listed.add(tensor);
    else shards.set(file, new Set([tensor]));
  }
  return shards;
}

function isShardName(file: JsonValue, extension: string): file is string {
  return typeof file === "string" && file.length > extension.length && file.endsWith(extension) && isPlainName(file);
}

function parseIndex(bytes: Uint8Array<ArrayBuffer>, label: string): JsonValue {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${label}: its ${bytes.length} bytes are not UTF-8`);
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`${label}: not JSON: ${quoteReason(error)}`);
  }
}

function checkSameNames(listed: ReadonlySet<string>, held: ReadonlySet<string>, label: string): void {
  for (const name of listed) {
    if (!held.has(name)) throw new Error(`${label}: the index promises ${quoteName(name)}, but the shard lacks it`);
  }
  for (const name of held) {
    if (!listed.has(name))
      throw new Error(`${label}: the shard holds ${quoteName(name)}, but the index does not list it`);
  }
}

import type { ByteSource } from "../byteSource";
import type { FileContents } from "../fileContents";
import type { LoadHdf5 } from "../hdf5/hdf5Library";
import { readHdf5 } from "../hdf5/readHdf5";
import { bytesSource } from "../hdf5/wholeSync";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import type { Inflate } from "../zip/inflateRaw";
import { readZipDirectory, type ZipMember } from "../zip/zipDirectory";
import { findMemberData, zipMemberRun } from "../zip/zipMemberRun";
import { fact, modelFacts, trainingFacts } from "./kerasFacts";
import { kerasLayer } from "./kerasLayer";
import { kerasLayoutContents } from "./kerasLayoutContents";
import { parseConfig } from "./parseConfig";

const WEIGHTS = "model.weights.h5";
const MOST_TEXT = 64 << 20;
const MOST_INFLATED = 512 << 20;

/**
 * Opens a model of Keras 3 (.keras: a zip of config.json, metadata.json and model.weights.h5). Stored weights are read
 * by ranges; deflated ones are inflated into memory, 512 MiB at most.
 * Throws, naming `label` and the member, for what `readZipDirectory` and `readHdf5` refuse and where there are no weights
 * in HDF5. A configuration that cannot be read is told among the facts.
 */
export async function openKerasArchive(
  source: ByteSource,
  label: string,
  inflate: Inflate,
  load: LoadHdf5 | undefined,
): Promise<FileContents> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  if (head[0] !== 0x50 || head[1] !== 0x4b) throw new Error(`${label}: not a .keras file: ${looksLike(head)}`);
  const members = await readZipDirectory(source, label);
  const weights = members.find(({ name }) => name === WEIGHTS);
  if (!weights) throw new Error(`${label}: no ${WEIGHTS} in it, ${othersIn(members)}`);
  const text = async (name: string) => {
    const member = members.find((other) => other.name === name);
    return member && memberText(source, member, `${label}: ${name}`, inflate);
  };
  const config = parseConfig(await text("config.json"));
  const metadata = parseConfig(await text("metadata.json"));
  const model = kerasLayer(config.json);
  const weightsLabel = `${label}: ${WEIGHTS}`;
  const contents = await readHdf5(
    await memberSource(source, weights, weightsLabel, inflate),
    weightsLabel,
    load,
    (open) => kerasLayoutContents(open, model),
  );
  return {
    format: "Keras model",
    ...contents,
    facts: [
      ...fact("Keras version", metadata.json?.get("keras_version")),
      ...fact("Saved", metadata.json?.get("date_saved")),
      ...modelFacts(model),
      ...(model ? trainingFacts(config.json?.get("compile_config")) : []),
      ...fact("config.json cannot be read", config.trouble),
    ],
  };
}

async function memberText(source: ByteSource, member: ZipMember, label: string, inflate: Inflate): Promise<string> {
  return new TextDecoder("utf-8").decode(await memberBytes(source, member, label, inflate, MOST_TEXT));
}

async function memberSource(
  source: ByteSource,
  member: ZipMember,
  label: string,
  inflate: Inflate,
): Promise<ByteSource> {
  if (member.isDeflated) return bytesSource(await memberBytes(source, member, label, inflate, MOST_INFLATED));
  const start = await findMemberData(source, member, label);
  return partOf(source, start, member.size);
}

/** A stretch of a file as a file of its own. */
function partOf(source: ByteSource, start: number, size: number): ByteSource {
  const check = (from: number, to: number) => {
    if (from < 0 || from > to || to > size) throw new Error(`bytes ${from} to ${to} were asked for of ${size}`);
  };
  const { readInto, readSync } = source;
  return {
    size,
    async read(from, to) {
      check(from, to);
      return source.read(start + from, start + to);
    },
    ...(readInto && {
      async readInto(into, from) {
        check(from, from + into.length);
        await readInto(into, start + from);
      },
    }),
    ...(readSync && {
      readSync(into, from) {
        check(from, from + into.length);
        readSync(into, start + from);
      },
    }),
  };
}

/** All of a member, checked against its CRC. Memory is taken as bytes come, not as they are promised. */
async function memberBytes(
  source: ByteSource,
  member: ZipMember,
  label: string,
  inflate: Inflate,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (member.size > most)
    throw new Error(`${label}: ${member.size} bytes once inflated, more than the ${most} that are read`);
  const run = await zipMemberRun(source, member, label, inflate);
  const pieces: Uint8Array[] = [];
  for await (const piece of run.stream(0)) pieces.push(piece.slice());
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function othersIn(members: readonly ZipMember[]): string {
  const names = members.slice(0, 3).map(({ name }) => quoteName(name));
  return `but ${members.length} other members (${names.join(", ")}${members.length > 3 ? " …" : ""})`;
}

import { join } from "node:path";
import type { ByteSource } from "../../readers/byteSource";
import { quoteName } from "../../readers/quoteName";
import type { OpenFiles } from "../openFiles";
import type { OnnxBytes } from "./runtime";

/** What protobuf, and so one file of a model, can be at most. */
const MOST_FILE_BYTES = 2 ** 31 - 1;
/** The web build's memory, which also holds what is computed. */
const MOST_BYTES = 3.5 * 2 ** 30;

/** Beside the model: for what makes it hand out more of its values. */
const ROOM = 16 << 20;

/** A model in memory, and how to have it hand out more. */
export interface LoadedModel {
  /** With `addition` behind the model's own bytes. */
  with(addition: Uint8Array): OnnxBytes;
}

/** @throws naming `label`, where the model is too large */
export function checkSize(source: ByteSource, label: string): void {
  if (source.size <= MOST_FILE_BYTES) return;
  throw new Error(
    `${label}: has ${source.size} bytes, but ONNX Runtime takes ${MOST_FILE_BYTES} in one file at most: ` +
      "larger models keep their weights in files beside them",
  );
}

/** Reads a model and the files beside it. @throws in one line, where they are too large together or cannot be read */
export async function loadModel(
  source: ByteSource,
  {
    paths,
    folder,
    files,
    label,
  }: {
    readonly paths: readonly string[];
    readonly folder: string;
    readonly files: OpenFiles;
    readonly label: string;
  },
): Promise<LoadedModel> {
  const beside = await Promise.all(
    paths.map(async (path) => ({ path, source: await files.open(join(folder, path)) })),
  ).catch((error: Error) => {
    throw new Error(`${label}: a file beside it cannot be opened (${error.message})`);
  });
  const total = beside.reduce((sum, one) => sum + one.source.size, source.size);
  if (total > MOST_BYTES) {
    const [most, names] = [Math.floor(MOST_BYTES), [label, ...paths.map((path) => quoteName(path))].join(", ")];
    throw new Error(`${names}: have ${total} bytes together, but ${most} are run in WebAssembly's memory at most`);
  }
  const room = new Uint8Array(source.size + ROOM);
  await source.readInto!(room.subarray(0, source.size), 0);
  const data: { path: string; data: Uint8Array }[] = [];
  for (const one of beside)
    data.push({ path: one.path, data: new Uint8Array(await one.source.read(0, one.source.size)) });
  return {
    with(addition) {
      if (addition.length > ROOM) throw new Error(`${label}: names of its tensors take more than ${ROOM} bytes`);
      room.set(addition, source.size);
      return { model: room.subarray(0, source.size + addition.length), folder, files: data };
    },
  };
}

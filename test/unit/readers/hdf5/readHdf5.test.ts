import assert from "node:assert/strict";
import type { ByteSource } from "../../../../src/readers/byteSource";
import type { Hdf5Library, LoadHdf5 } from "../../../../src/readers/hdf5/hdf5Library";
import { openTensors } from "../../../../src/readers/openTensors";
import { memorySource, readAll } from "../memorySource";
import { openOptions } from "../openOptions";
import { contiguous, datasetHeader, fixture, hdf5Bytes } from "./hdf5Bytes";
import { hostileHdf5 } from "./hostileHdf5";

const GOOD = fixture("user-block.h5");

describe("HDF5 files", () => {
  it("are read by ranges, with their headers alone when they are opened", async () => {
    const gigabytes = 2 ** 33;
    const bytes = hdf5Bytes(datasetHeader({ shape: [gigabytes / 4], layout: contiguous(1024, gigabytes) }));
    let read = 0;
    const source = sparse(bytes, 1024 + gigabytes, (count) => {
      read += count;
    });
    const [tensor] = (await openTensors(source, "x.h5", openOptions)).tensors;
    assert.deepEqual(tensor?.shape, [gigabytes / 4]);
    assert.ok(read < 20_000, `${read} bytes read`);
    for await (const chunk of tensor!.chunks()) {
      assert.equal(chunk.length, 1 << 20);
      break;
    }
    assert.ok(read < 3 << 20, `${read} bytes read`);
  });

  it("of more than 256 MiB need a source that reads at once", async () => {
    const { read, size } = sparse(GOOD, 2 ** 30, () => {});
    await assert.rejects(
      openTensors({ read, size }, "x.h5", openOptions),
      /^Error: x\.h5: 1073741824 bytes of HDF5 that cannot be read piece by piece here, more than the 268435456/,
    );
  });

  it("need a library, and say so", async () => {
    await assert.rejects(
      openTensors(memorySource(GOOD), "x.h5", {}),
      /^Error: x\.h5: HDF5 files cannot be read here: there is no library for them$/,
    );
    const loadHdf5 = () => Promise.reject(new Error("no such file"));
    await assert.rejects(
      openTensors(memorySource(GOOD), "x.h5", { loadHdf5 }),
      /^Error: x\.h5: the HDF5 library cannot be loaded: no such file$/,
    );
  });

  it("are read by one library, and by a fresh one after it broke", async () => {
    const { loadHdf5, libraries } = counting();
    const open = (bytes: Uint8Array) => openTensors(memorySource(bytes), "model.h5", { loadHdf5 });
    await open(GOOD);
    await assert.rejects(open(GOOD.slice(0, 9000)), /truncated/);
    for (const tensor of (await open(GOOD)).tensors) await readAll(tensor);
    assert.equal(libraries.length, 1);
    const breaking = hostileHdf5.find(({ name }) => name === "an index of groups that holds itself")!;
    await assert.rejects(open(breaking.bytes), /HDF5 library fails/);
    for (const tensor of (await open(GOOD)).tensors) await readAll(tensor);
    assert.equal(libraries.length, 2);
  });

  it("can be read side by side", async () => {
    const files = await Promise.all(
      ["user-block.h5", "datasets.h5"].map((name) => openTensors(memorySource(fixture(name)), name, openOptions)),
    );
    const tensors = files.map(({ tensors }) => tensors.find(({ name }) => name === "filtered/gzip")!);
    const [one, other] = await Promise.all(tensors.map(readAll));
    assert.deepEqual(one, other);
    assert.ok(one!.some((byte) => byte !== 0));
  });

  it("leave nothing open, also where reading is broken off or fails", async () => {
    const { loadHdf5, libraries } = counting();
    const { tensors } = await openTensors(memorySource(GOOD), "x.h5", { loadHdf5 });
    for (const tensor of tensors) for await (const _ of tensor.chunks()) break;
    const changing = { ...memorySource(GOOD) };
    const changed = await openTensors(changing, "x.h5", { loadHdf5 });
    await assert.rejects(openTensors(memorySource(GOOD.slice(0, 9000)), "x.h5", { loadHdf5 }), /truncated/);
    for (const tensor of changed.tensors) await readAll(tensor);
    assert.deepEqual(libraries.map(filesIn), [[]]);
  });

  it("that cannot be read any more say so in the words of the file system", async () => {
    const source = memorySource(GOOD);
    let isGone = false;
    const readSync: ByteSource["readSync"] = (into, start) => {
      if (isGone) throw new Error("EIO");
      source.readSync!(into, start);
    };
    const { tensors } = await openTensors({ ...source, readSync }, "x.h5", openOptions);
    isGone = true;
    const filtered = tensors.find(({ name }) => name === "filtered/gzip")!;
    await assert.rejects(readAll(filtered), /^Error: x\.h5: bytes \d+ to \d+ cannot be read: EIO$/);
    isGone = false;
    await readAll(filtered);
  });
});

/** The bytes with zeros behind them. */
function sparse(
  bytes: Uint8Array,
  size: number,
  onRead: (count: number) => void,
): Required<Pick<ByteSource, "readSync">> & ByteSource {
  const fill = (into: Uint8Array, start: number) => {
    onRead(into.length);
    into.set(bytes.subarray(Math.min(start, bytes.length), Math.min(start + into.length, bytes.length)));
  };
  return {
    size,
    async read(start, end) {
      const into = new Uint8Array(end - start);
      fill(into, start);
      return into.buffer;
    },
    readSync: fill,
  };
}

/** A loader that tells which libraries it has made. */
function counting(): { readonly loadHdf5: LoadHdf5; readonly libraries: readonly Hdf5Library[] } {
  const libraries: Hdf5Library[] = [];
  const loadHdf5: LoadHdf5 = async () => {
    const library = await openOptions.loadHdf5!();
    libraries.push(library);
    return library;
  };
  return { loadHdf5, libraries };
}

/** Names of the files that are mounted. */
function filesIn({ functions }: Hdf5Library): readonly string[] {
  const { readdir } = functions.FS as unknown as { readdir(path: string): string[] };
  return readdir("/").filter((name) => name.startsWith("normscope-"));
}

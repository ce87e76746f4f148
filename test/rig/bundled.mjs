import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("./bundled.d.mts").Bundled} Bundled */

/** Licences whose package leaves out the text, or names it by its place only. @type {Record<string, {license?: string, text?: () => string}>} */
const exceptions = {
  "onnxruntime-web": {
    text: () =>
      `Copyright (c) Microsoft Corporation. All rights reserved.\n\n${mit()}\n\nWhat its WebAssembly holds of others: ThirdPartyNotices.txt of the repository, at this version's tag.`,
  },
  h5wasm: { license: "LicenseRef-h5wasm" },
  brotli: {
    license: "MIT AND Apache-2.0",
    text: () => `Copyright (c) Devon Govett\n\n${mit()}\n\nIts decoder: Copyright 2013 Google Inc.\n\n${apache()}`,
  },
};

/** The packages that the last build took something of, with what their licences say. @returns {readonly Bundled[]} */
export function bundled() {
  const names = JSON.parse(readFileSync(join("dist", "bundled.json"), "utf8"));
  const lock = JSON.parse(readFileSync(join("package-lock.json"), "utf8")).packages;
  return names.map((/** @type {string} */ name) => {
    const { version, license, repository } = JSON.parse(
      readFileSync(join("node_modules", name, "package.json"), "utf8"),
    );
    const texts = exceptions[name]?.text ? [exceptions[name].text()] : licenceTexts(name);
    if (texts.length === 0)
      throw new Error(`${name} has no licence file: its text is to be named in test/rig/bundled.mjs`);
    return {
      name,
      version,
      license: exceptions[name]?.license ?? license,
      repository: addressOf(typeof repository === "string" ? repository : repository.url),
      integrity: lock[`node_modules/${name}`].integrity,
      texts,
    };
  });
}

/** What the licences ask to be kept with every copy. @param {readonly Bundled[]} packages */
export function notices(packages) {
  const parts = packages.map(
    ({ name, version, license, repository, texts }) =>
      `${name} ${version} (${license})\n${repository}\n\n${texts.join("\n\n")}`,
  );
  const head =
    "Normscope ships parts of these packages, under their own licences. dist/digits.LICENSE.txt tells of the digits.";
  return `${[head, ...parts].join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}

/** The same as a bill of materials, CycloneDX 1.6; without a time, so that the same build has the same. @param {readonly Bundled[]} packages */
export function sbom(packages) {
  const { name, version, license } = JSON.parse(readFileSync(join("package.json"), "utf8"));
  const components = packages.map((it) => ({
    type: "library",
    "bom-ref": purlOf(it),
    name: it.name,
    version: it.version,
    licenses: [licenceOf(it.license)],
    purl: purlOf(it),
    hashes: [{ alg: "SHA-512", content: Buffer.from(it.integrity.replace("sha512-", ""), "base64").toString("hex") }],
    externalReferences: [{ type: "vcs", url: it.repository }],
  }));
  const own = {
    type: "application",
    "bom-ref": `${name}@${version}`,
    name,
    version,
    licenses: [{ license: { id: license } }],
  };
  const dependencies = [{ ref: own["bom-ref"], dependsOn: components.map(({ purl }) => purl) }];
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: own },
    components,
    dependencies,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** @param {string} license */
function licenceOf(license) {
  if (license.includes(" AND ")) return { expression: license };
  return { license: license.startsWith("LicenseRef-") ? { name: license } : { id: license } };
}

/** @param {{name: string, version: string}} it */
function purlOf({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** @param {string} name */
function licenceTexts(name) {
  return readdirSync(join("node_modules", name))
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) =>
      readFileSync(join("node_modules", name, file), "utf8")
        .replaceAll("\r\n", "\n")
        .trim(),
    );
}

/** The usual text, without whose copyright. */
function mit() {
  const text = readFileSync(join("node_modules", "pngjs", "LICENSE"), "utf8");
  return text.slice(text.indexOf("Permission is hereby granted")).trim();
}

/** The text of version 2.0. */
function apache() {
  return readFileSync(join("node_modules", "assemblyscript", "LICENSE"), "utf8").trim();
}

/** Repositories are named in several ways. @param {string} repository */
function addressOf(repository) {
  return repository
    .replace(/^github:/, "https://github.com/")
    .replace(/^git\+/, "")
    .replace(/^git:/, "https:")
    .replace(/\.git$/, "");
}

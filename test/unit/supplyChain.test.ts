import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundled, notices, sbom } from "../rig/bundled.mjs";

interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock: { packages: Record<string, Locked>; lockfileVersion: number } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);
const { "": own, ...locked } = lock.packages;

/** Packages with scripts of their own at installation, none of which runs: what we do without them. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  "node_modules/@vscode/vsce-sign": "signs extensions, which we do not",
  "node_modules/esbuild": "checks the binary that an optional package brings",
  "node_modules/keytar": "keeps a marketplace's token",
  "node_modules/protobufjs": "prints a note on versions",
  "node_modules/tree-sitter-python": "compiles a native parser; the WebAssembly beside it is used",
};

describe("what is installed", () => {
  it("is the lock file's, which has each package by version and SHA-512, from npm's registry", () => {
    assert.equal(lock.lockfileVersion, 3);
    const odd = Object.entries(locked).filter(
      ([, { version, resolved, integrity }]) =>
        !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? "") ||
        !/^sha512-[\w+/]{86}==$/.test(integrity ?? "") ||
        !(resolved === undefined || resolved.startsWith("https://registry.npmjs.org/")),
    );
    assert.deepEqual(odd, []);
    assert.deepEqual((own as { devDependencies?: unknown }).devDependencies, manifest.devDependencies);
  });

  it("names one version of each package that is asked for, and nothing but packages of the registry", () => {
    for (const field of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies", "overrides"])
      assert.equal(manifest[field], undefined, field);
    for (const [name, version] of Object.entries<string>(manifest.devDependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
      assert.equal(locked[`node_modules/${name}`]?.version, version, name);
    }
  });

  it("runs no script of any package", () => {
    assert.match(readFileSync(".npmrc", "utf8"), /^ignore-scripts=true$/m);
    const scripted = Object.entries(locked).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : []));
    assert.deepEqual(scripted.sort(), Object.keys(INSTALL_SCRIPTS).sort());
  });
});

describe("what ships of others", () => {
  const packages = bundled();

  it("stands in THIRD-PARTY-NOTICES.txt and sbom.cdx.json as of this build: npm run licences", () => {
    assert.equal(readFileSync("THIRD-PARTY-NOTICES.txt", "utf8"), notices(packages));
    assert.equal(readFileSync("sbom.cdx.json", "utf8"), sbom(packages));
  });

  it("has a licence that allows it, with its text", () => {
    const allowed = ["MIT", "BSD-3-Clause", "Apache-2.0", "LicenseRef-h5wasm"];
    for (const { name, license, texts } of packages) {
      for (const part of license.split(" AND ")) assert.ok(allowed.includes(part), `${name}: ${license}`);
      assert.match(texts.join("\n"), /copyright|Copyright/, name);
    }
  });

  it("is what the package's own bundles name, and nothing that they do not", () => {
    const names = packages.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    const asked = names.filter((name) => manifest.devDependencies[name]);
    const theirs = new Set(
      asked.flatMap((name) => Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {})),
    );
    for (const name of names)
      assert.ok(asked.includes(name) || theirs.has(name), `${name} is not asked for by package.json, nor by what is`);
    // What only builds and tests never gets in.
    for (const name of ["esbuild", "mocha", "typescript", "playwright-core", "fast-check"])
      assert.ok(!names.includes(name), name);
  });

  it("is a bill of materials that names each package, its version and its hash", () => {
    const document = JSON.parse(readFileSync("sbom.cdx.json", "utf8"));
    assert.equal(document.bomFormat, "CycloneDX");
    assert.equal(document.metadata.component.version, manifest.version);
    for (const { purl, version, hashes } of document.components) {
      assert.match(purl, /^pkg:npm\/[\w.%/-]+@\d/);
      assert.ok(purl.endsWith(`@${version}`));
      assert.match(hashes[0].content, /^[0-9a-f]{128}$/);
    }
  });

  it("is in the package", () => {
    const shipped = readFileSync(".vscodeignore", "utf8");
    for (const file of ["THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"])
      assert.match(shipped, new RegExp(`^!${file}$`, "m"));
    assert.ok(readdirSync(join("dist")).includes("digits.LICENSE.txt"));
  });
});

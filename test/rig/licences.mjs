// Writes what the package has of others: THIRD-PARTY-NOTICES.txt and sbom.cdx.json, from what the last build bundled.
//   npm run build && npm run licences
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundled, notices, sbom } from "./bundled.mjs";
import { inRoot } from "./paths.mjs";

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const packages = bundled();
  writeFileSync(inRoot("THIRD-PARTY-NOTICES.txt"), notices(packages));
  writeFileSync(inRoot("sbom.cdx.json"), sbom(packages));
  console.log(`${packages.length} packages: ${packages.map(({ name }) => name).join(", ")}`);
}

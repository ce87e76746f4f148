export { inflateRaw as inflate } from "../readers/zip/inflateRaw";

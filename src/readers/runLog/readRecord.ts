import type { RunRecord } from "../../engine/run/runRecord";
import { fail, type JsonFields, jsonFields } from "./jsonFields";
import { readPayload } from "./payload";
import { readLayers } from "./readLayers";
import { readStep } from "./readStep";

const VERSION = 1;

/**
 * A record out of its payload, which has passed its checksum; null where its kind is none that is known.
 *
 * @param bytes in a buffer of their own
 * @throws in one line that begins with `place`
 */
export function readRecord(bytes: Uint8Array<ArrayBuffer>, place: string): RunRecord | null {
  const payload = readPayload(bytes, place);
  const fields = jsonFields(payload.json, place);
  switch (fields.text("kind")) {
    case "run":
      return readHead(fields);
    case "layers": {
      const from = fields.whole("from");
      return { kind: "layers", from, layers: readLayers(fields.list("layers"), from, place) };
    }
    case "thinned": {
      const every = fields.whole("every");
      return every > 0 ? { kind: "thinned", every } : fail(place, `thinned to every ${every}th step`);
    }
    case "step":
      return readStep(fields, payload);
    case "mode":
      return {
        kind: "mode",
        step: fields.whole("step"),
        training: fields.flag("training"),
        layers: fields.wholes("layers"),
      };
    case "end":
      return {
        kind: "end",
        step: fields.whole("step"),
        reason: fields.oneOf("reason", ["finished", "exception"]),
        exception: fields.optional("exception", fields.text),
      };
    default:
      return null;
  }
}

function readHead(fields: JsonFields): RunRecord {
  const version = fields.whole("version");
  if (version !== VERSION)
    fail(fields.place, `the log says version ${version}, but this Normscope reads version ${VERSION}`);
  return {
    kind: "run",
    name: fields.optional("name", fields.text) ?? "",
    framework: fields.optional("framework", fields.text) ?? "",
    rank: fields.optional("rank", fields.whole) ?? 0,
    worldSize: fields.optional("worldSize", fields.whole) ?? 1,
    started: fields.optional("started", fields.text) ?? "",
    every: fields.optional("every", fields.whole) ?? 1,
    layers: readLayers(fields.list("layers"), 0, fields.place),
  };
}

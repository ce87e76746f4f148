import type { MethodName } from "../../engine/methods/method";
import { type LoggedLayer, PLACES } from "../../engine/run/runRecord";
import { jsonFields } from "./jsonFields";

const METHODS: readonly MethodName[] = ["batch", "layer", "instance", "group", "rms"];

/** The layers that a record lists. @throws in one line that begins with `place` */
export function readLayers(layers: readonly unknown[], from: number, place: string): LoggedLayer[] {
  return layers.map((json, i) => readLayer(json, `${place}: layer ${from + i}`));
}

function readLayer(json: unknown, place: string): LoggedLayer {
  const fields = jsonFields(json, place);
  return {
    name: fields.text("name"),
    type: fields.optional("type", fields.text) ?? "",
    method: METHODS.find((method) => method === fields.optional("method", fields.text)) ?? null,
    place: fields.oneOf("place", PLACES),
    channelAxis: fields.optional("channelAxis", fields.integer),
    momentum: fields.optional("momentum", fields.number),
    convention: fields.optional("convention", (key) => fields.oneOf(key, ["pytorch", "keras"])) ?? "pytorch",
    eps: fields.optional("eps", fields.number),
    tracks: fields.optional("tracks", fields.flag) ?? false,
  };
}

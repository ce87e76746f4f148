import { type JsonObject, parseJson } from "../parseJson";
import { quoteReason } from "../quoteName";
import { isObject } from "./kerasLayer";

/** A configuration as JSON, or why it cannot be read: tensors can be listed without. */
export interface ParsedConfig {
  readonly json: JsonObject | undefined;
  readonly trouble: string | undefined;
}

export function parseConfig(text: string | undefined): ParsedConfig {
  if (text === undefined) return { json: undefined, trouble: undefined };
  try {
    const json = parseJson(text);
    if (!isObject(json)) return { json: undefined, trouble: "it is no JSON object" };
    return { json, trouble: undefined };
  } catch (error) {
    return { json: undefined, trouble: quoteReason(error) };
  }
}

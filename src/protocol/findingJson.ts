import type { Finding } from "../engine/finding";
import { type Check, object, oneOf, text } from "./jsonShape";

export const finding: Check<Finding> = object({
  code: text,
  severity: oneOf(["error", "warning", "information", "hint"] as const),
  message: text,
});

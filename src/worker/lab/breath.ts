import { setImmediate } from "node:timers/promises";

/** Lets messages be heard. */
export function breath(): Promise<void> {
  return setImmediate();
}

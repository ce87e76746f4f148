import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UnsavedText } from "./codeStore";
import { decodePython } from "./decodePython";

/** The text of a file as it is in the editor, or else on disk; null where it cannot be read. */
export function currentText(root: string, path: string, unsaved: readonly UnsavedText[]): string | null {
  const edited = unsaved.find((one) => one.path === path);
  if (edited) return edited.text;
  try {
    return decodePython(readFileSync(join(root, path))).text;
  } catch {
    return null;
  }
}

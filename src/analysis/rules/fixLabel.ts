import type { Fix } from "./codeRule";

/** What a fix is called wherever a person chooses it: what it does to the code, and to a checkpoint's keys. */
export function fixLabel({
  title,
  checkpointNote = "No checkpoint key changes.",
}: Pick<Fix, "title" | "checkpointNote">): string {
  const aside = `${checkpointNote.charAt(0).toLowerCase()}${checkpointNote.slice(1).replace(/\.$/, "")}`;
  return `${title} (${aside})`;
}

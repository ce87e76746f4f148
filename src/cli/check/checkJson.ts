import type { Checked } from "../../check/checked";
import type { Region } from "../../check/checkedFile";

/** Findings as JSON, version 1; docs/check.md says what stands in it. */
export function checkJson({ files, fileCount, fixed, known, broken, notes }: Checked): string {
  const findings = files.flatMap(({ path, findings }) =>
    findings.map(({ code, severity, message, at, related, fixes, fingerprint }) => ({
      code,
      severity,
      message,
      path,
      ...placeJson(at),
      related: related.map((it) => ({ ...placeJson(it.at), message: it.message })),
      fixes: fixes.map(({ title, safe, checkpointNote, edits }) => ({
        title,
        safe,
        ...(checkpointNote === undefined ? {} : { checkpointNote }),
        edits: edits.map((edit) => ({ ...placeJson(edit.at), text: edit.text })),
      })),
      fingerprint,
    })),
  );
  const counts = { files: fileCount, fixed, known, broken };
  const generator = `normscope ${process.env.NORMSCOPE_VERSION}`;
  return JSON.stringify({ version: 1, generator, findings, counts, notes }, null, 2);
}

function placeJson({ cell, line, column, endLine, endColumn }: Region) {
  return { ...(cell === null ? {} : { cell }), line, column, endLine, endColumn };
}

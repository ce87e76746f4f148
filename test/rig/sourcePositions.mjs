import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { inRoot, root } from "./paths.mjs";

/** Names the lines of the sources in a stack of the bundled suite; VS Code's own stack formatting leaves them out. */
export function withSourcePositions(/** @type {string} */ stack) {
  return stack.replace(/[^\s()]*(out[/\\]vscode[/\\][^\s():]+\.js):(\d+):(\d+)/g, (found, file, line, column) => {
    try {
      const path = inRoot(file);
      const [, map = ""] =
        /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(readFileSync(path, "utf8")) ?? [];
      const payload = JSON.parse(Buffer.from(map, "base64").toString());
      const entry = new SourceMap(payload).findEntry(line - 1, column - 1);
      if (!("originalSource" in entry)) return found;
      return `${relative(root, resolve(dirname(path), entry.originalSource))}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    } catch {
      return found;
    }
  });
}

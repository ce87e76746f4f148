import { parse } from "smol-toml";
import { type ReadSettings, readSettings } from "./readSettings";

/**
 * What a pyproject.toml says in `[tool.normscope]`; null where it says nothing, so that the next folder up may.
 * Never throws: a file that is no TOML has default settings and one line of problem.
 */
export function pyprojectSettings(text: string): ReadSettings | null {
  if (!text.includes("normscope")) return null;
  try {
    const { tool } = parse(text, { maxDepth: 100, unsafeKeyBehaviour: "drop" });
    if (typeof tool !== "object" || !("normscope" in tool)) return null;
    return readSettings(tool.normscope);
  } catch (error) {
    const line = (error as { line?: unknown }).line;
    const problem = `is no TOML${typeof line === "number" ? `: line ${line} cannot be read` : ""}`;
    return { ...readSettings({}), problems: [problem] };
  }
}

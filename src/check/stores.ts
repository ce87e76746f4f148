import type { PythonParser } from "../analysis/parse";
import type { CheckProject } from "./checkPath";
import { createCodeCache } from "./codeCache";
import { type CodeStore, createCodeStore } from "./codeStore";

/** One store for each project, made when it is asked for. */
export interface CodeStores {
  of(project: Pick<CheckProject, "root" | "cache">): CodeStore;
}

/** More projects at a time are more than anybody works on. */
const MOST_STORES = 8;

export function createCodeStores(parser: PythonParser): CodeStores {
  const stores = new Map<string, CodeStore>();
  return {
    of({ root, cache }) {
      const key = `${root}\0${cache}`;
      const known = stores.get(key);
      if (known) return known;
      const [oldest] = stores.keys();
      if (oldest !== undefined && stores.size >= MOST_STORES) stores.delete(oldest);
      const store = createCodeStore(root, parser, cache === null ? null : createCodeCache(cache));
      stores.set(key, store);
      return store;
    },
  };
}

import type * as vscode from "vscode";

/** What is made of a document's text, once a version: of a notebook's thousand cells, somebody types in one. */
export function onceAVersion<Made>(): (document: vscode.TextDocument, make: () => Made) => Made {
  const known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly made: Made }>();
  return (document, make) => {
    const { version } = document;
    const last = known.get(document);
    if (last?.version === version) return last.made;
    const made = make();
    known.set(document, { version, made });
    return made;
  };
}

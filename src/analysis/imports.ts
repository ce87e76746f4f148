import type { Node } from "web-tree-sitter";

/** One name that an import statement binds. */
export interface Import {
  /** "*" for everything that the module offers. */
  readonly name: string;
  /** What the name stands for; null where it depends on the file's own package. */
  readonly qualified: string | null;
}

/** The names that an `import` or `from … import` statement binds. Half-typed statements give what they have. */
export function importsOf(statement: Node): Import[] {
  if (statement.type === "import_statement") return statement.namedChildren.flatMap(importedModule);
  if (statement.type !== "import_from_statement") return [];
  const from = statement.childForFieldName("module_name");
  if (!from) return [];
  const module = from.type === "dotted_name" ? dotted(from) : null;
  if (statement.namedChildren.some((child) => child.type === "wildcard_import")) {
    return [{ name: "*", qualified: module }];
  }
  return statement.childrenForFieldName("name").flatMap((child) => importedMember(child, module));
}

function importedModule(child: Node): Import[] {
  if (child.type === "dotted_name") {
    const top = child.firstNamedChild?.text;
    return top ? [{ name: top, qualified: top }] : [];
  }
  const { name, alias } = aliased(child);
  return name && alias ? [{ name: alias.text, qualified: dotted(name) }] : [];
}

function importedMember(child: Node, module: string | null): Import[] {
  const { name, alias } = aliased(child);
  if (!name) return [];
  const qualified = module === null ? null : `${module}.${dotted(name)}`;
  return [{ name: alias?.text ?? dotted(name), qualified }];
}

function aliased(node: Node): { name: Node | null; alias: Node | null } {
  if (node.type !== "aliased_import") return { name: node.type === "dotted_name" ? node : null, alias: null };
  return { name: node.childForFieldName("name"), alias: node.childForFieldName("alias") };
}

function dotted(name: Node): string {
  return name.namedChildren.map((part) => part.text).join(".");
}

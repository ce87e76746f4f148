import { field, type Syntax } from "./syntax";

/** One name that an import statement binds. */
export interface Import {
  /** "*" for everything that the module offers. */
  readonly name: string;
  /** What the name stands for; null where it depends on the file's own package. */
  readonly qualified: string | null;
}

/** The names that an `import` or `from … import` statement binds. Half-typed statements give what they have. */
export function importsOf(statement: Syntax, text: string): Import[] {
  const named = (node: Syntax) => text.slice(node.start, node.end);
  const dotted = (name: Syntax) => name.children.map(named).join(".");

  function importedModule(child: Syntax): Import[] {
    if (child.type === "dotted_name") {
      const top = child.children[0] && named(child.children[0]);
      return top ? [{ name: top, qualified: top }] : [];
    }
    const { name, alias } = aliased(child);
    return name && alias ? [{ name: named(alias), qualified: dotted(name) }] : [];
  }

  function importedMember(child: Syntax, module: string | null): Import[] {
    const { name, alias } = aliased(child);
    if (!name) return [];
    const qualified = module === null ? null : `${module}.${dotted(name)}`;
    return [{ name: alias ? named(alias) : dotted(name), qualified }];
  }

  if (statement.type === "import_statement") return statement.children.flatMap(importedModule);
  const from = statement.type === "import_from_statement" ? field(statement, "module_name") : undefined;
  if (!from) return [];
  const module = from.type === "dotted_name" ? dotted(from) : null;
  if (statement.children.some(({ type }) => type === "wildcard_import")) return [{ name: "*", qualified: module }];
  const members = statement.children.filter((child) => child.field === "name");
  return members.flatMap((child) => importedMember(child, module));
}

function aliased(node: Syntax): { name: Syntax | undefined; alias: Syntax | undefined } {
  if (node.type !== "aliased_import") return { name: node.type === "dotted_name" ? node : undefined, alias: undefined };
  return { name: field(node, "name"), alias: field(node, "alias") };
}

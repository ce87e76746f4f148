import type { Tree } from "web-tree-sitter";

/** A node of a syntax tree as plain data, which outlives the parser's tree and costs no calls into WebAssembly. */
export interface Syntax {
  /** The grammar's name: "call", "identifier", … Only named nodes are kept, and no comments. */
  readonly type: string;
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** What the node is to its parent: "function", "left", … */
  readonly field: string | null;
  readonly children: readonly Syntax[];
  /** There is a syntax error in it. */
  readonly broken: boolean;
}

/** Copies a whole tree, in one pass without recursion. */
export function syntaxOf(tree: Tree): Syntax {
  const cursor = tree.walk();
  const start = cursor.nodeType;
  const root: Draft = {
    type: start,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: null,
    children: [],
    broken: false,
  };
  const open: Draft[] = [];
  let node = root;
  walk: for (;;) {
    if (cursor.gotoFirstChild()) open.push(node);
    else {
      while (!cursor.gotoNextSibling()) {
        const done = open.pop();
        if (!done || !cursor.gotoParent()) break walk;
        const parent = open.at(-1);
        if (done.broken && parent) parent.broken = true;
        if (!parent) break walk;
      }
    }
    node = draft(cursor);
    const parent = open.at(-1)!;
    if (node.broken) parent.broken = true;
    if (cursor.nodeIsNamed && node.type !== "comment" && node.type !== "line_continuation") parent.children.push(node);
  }
  cursor.delete();
  return root;
}

/** The child that a field names. */
export function field(node: Syntax, name: string): Syntax | undefined {
  return node.children.find((child) => child.field === name);
}

/** Every node of a subtree, in the order of the text, without recursion. */
export function* descendants(root: Syntax): Generator<Syntax> {
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    yield node;
    for (let i = node.children.length - 1; i >= 0; i--) rest.push(node.children[i]!);
  }
}

/** The names of `a.b.c`; null where the node is anything else than names joined by dots. */
export function dottedName(node: Syntax, text: string): string[] | null {
  const names: string[] = [];
  let rest: Syntax | undefined = node;
  while (rest?.type === "attribute") {
    if (names.length === MAX_NAMES) return null;
    const name = field(rest, "attribute");
    names.push(name ? text.slice(name.start, name.end) : "");
    rest = field(rest, "object");
  }
  if (rest?.type !== "identifier") return null;
  names.push(text.slice(rest.start, rest.end));
  return names.reverse();
}

const MAX_NAMES = 16;

interface Draft extends Syntax {
  readonly children: Draft[];
  broken: boolean;
}

function draft(cursor: ReturnType<Tree["walk"]>): Draft {
  const type = cursor.nodeType;
  return {
    type,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName,
    children: [],
    broken: type === "ERROR" || cursor.nodeIsMissing,
  };
}

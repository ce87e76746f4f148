import type { Language, Tree } from "web-tree-sitter";

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

/**
 * Copies a whole tree, in one pass without recursion. Every property of a cursor is a call into WebAssembly: nodes that
 * are not kept are only asked what they are.
 */
export function syntaxOf(tree: Tree): Syntax {
  const { language } = tree;
  const mayBreak = tree.rootNode.hasError;
  const cursor = tree.walk();
  const root = draft(cursor, language);
  const open: Draft[] = [];
  let node: Draft | null = root;
  walk: for (;;) {
    if (node && cursor.gotoFirstChild()) open.push(node);
    else {
      while (!cursor.gotoNextSibling()) {
        const done = open.pop();
        const parent = open.at(-1);
        if (!done || !parent || !cursor.gotoParent()) break walk;
        if (done.broken) parent.broken = true;
      }
    }
    const parent = open.at(-1)!;
    const kept = isKept(cursor.nodeTypeId, language);
    node = kept ? draft(cursor, language) : null;
    if (node) parent.children.push(node);
    if (mayBreak && (node?.type === "ERROR" || cursor.nodeIsMissing)) {
      parent.broken = true;
      if (node) node.broken = true;
    }
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

function draft(cursor: ReturnType<Tree["walk"]>, language: Language): Draft {
  const field = cursor.currentFieldId;
  return {
    type: cursor.nodeType,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: field === 0 ? null : language.fieldNameForId(field),
    children: [],
    broken: false,
  };
}

/** Whether a type is named and no comment, once for each type. */
function isKept(type: number, language: Language): boolean {
  let kept = KEPT.get(type);
  if (kept === undefined) {
    const name = language.nodeTypeForId(type) ?? "ERROR";
    kept = (name === "ERROR" || language.nodeTypeIsNamed(type)) && name !== "comment" && name !== "line_continuation";
    KEPT.set(type, kept);
  }
  return kept;
}

const KEPT = new Map<number, boolean>();

import type { Language, Tree } from "web-tree-sitter";
import { firstFrom, type Syntax } from "./syntax";
import type { TextEdit } from "./textEdit";

/** The copy of the text's last version, and what has changed since. */
export interface LastCopy {
  readonly syntax: Syntax;
  readonly edit: TextEdit;
}

/**
 * Copies a whole tree, in one pass without recursion. Every property of a cursor is a call into WebAssembly: nodes that
 * are not kept are only asked what they are, and statements outside of what has changed are taken from the last copy.
 */
export function copySyntax(tree: Tree, last: LastCopy | null = null): Syntax {
  const { language } = tree;
  const lastOf = last ? finder(last) : () => null;
  const mayBreak = tree.rootNode.hasError;
  const cursor = tree.walk();
  const root = draft(cursor, language, cursor.nodeType);
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
    node = null;
    const type = keptType(cursor.nodeTypeId, language);
    if (type === null) continue;
    node = draft(cursor, language, type);
    const same = HOLD_STATEMENTS.has(parent.type) ? lastOf(node) : null;
    // The grammar has one meaning for a text that has no errors, wherever else there are some.
    if (same && !(mayBreak && cursor.currentNode.hasError)) {
      parent.children.push(shifted(same, node));
      node = null;
      continue;
    }
    parent.children.push(node);
    if (mayBreak && (node.type === "ERROR" || cursor.nodeIsMissing)) {
      parent.broken = true;
      node.broken = true;
    }
  }
  cursor.delete();
  return root;
}

const HOLD_STATEMENTS: ReadonlySet<string> = new Set(["module", "block", "ERROR"]);

/** A node that is still being put together. */
interface Draft extends Syntax {
  readonly children: Draft[];
  broken: boolean;
}

/** Finds the statement without errors that was the same in the last version. */
function finder({ syntax, edit }: LastCopy): (now: Draft) => Draft | null {
  const { startIndex, oldEndIndex, newEndIndex } = edit;
  return ({ type, start, end, field }) => {
    const before = end < startIndex ? 0 : start > newEndIndex ? oldEndIndex - newEndIndex : null;
    const known = before === null ? null : statementAt(syntax as Draft, start + before);
    if (!known || known.broken || known.type !== type || known.field !== field) return null;
    return known.end - known.start === end - start ? known : null;
  };
}

/** The statement that starts at an offset: no two start at the same place. */
function statementAt(root: Draft, start: number): Draft | null {
  for (let node = root; ; ) {
    const child = node.children[firstFrom(node.children, start + 1) - 1];
    if (!child || (child.start < start && child.end <= start)) return null;
    if (child.start === start && HOLD_STATEMENTS.has(node.type)) return child;
    node = child;
  }
}

/** The same at another place; what is copied stays as it is, since others may hold it. */
function shifted(node: Draft, { start }: Draft): Draft {
  const by = start - node.start;
  if (by === 0) return node;
  const root = moved(node, by);
  const rest: [from: Draft, to: Draft][] = [[node, root]];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [from, to] = next;
    for (const child of from.children) {
      const copy = moved(child, by);
      to.children.push(copy);
      if (child.children.length > 0) rest.push([child, copy]);
    }
  }
  return root;
}

function moved({ type, start, end, field, broken }: Draft, by: number): Draft {
  return { type, start: start + by, end: end + by, field, children: [], broken };
}

function draft(cursor: ReturnType<Tree["walk"]>, language: Language, type: string): Draft {
  const field = cursor.currentFieldId;
  return {
    type,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: field === 0 ? null : language.fieldNameForId(field),
    children: [],
    broken: false,
  };
}

/** The name of a type that is named and no comment; null for all others. Found once for each type. */
function keptType(type: number, language: Language): string | null {
  let kept = KEPT.get(type);
  if (kept === undefined) {
    const name = language.nodeTypeForId(type) ?? "ERROR";
    const named = name === "ERROR" || language.nodeTypeIsNamed(type);
    kept = named && name !== "comment" && name !== "line_continuation" ? name : null;
    KEPT.set(type, kept);
  }
  return kept;
}

const KEPT = new Map<number, string | null>();

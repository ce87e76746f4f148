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
 * are not kept are only asked what they are. Statements outside of what has changed are taken from the last copy, which is
 * used up by that: they are the same objects as before, moved to where they stand now.
 */
export function copySyntax(tree: Tree, last: LastCopy | null = null): Syntax {
  const { language } = tree;
  const lastOf = last ? finder(last) : () => null;
  const taken: { readonly node: Draft; readonly by: number }[] = [];
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
    // Where there are errors elsewhere, an open bracket above may be why a block ends in another line than before; what has no
    // block and no errors has one meaning.
    if (same && !(mayBreak && (HAVE_BLOCKS.has(node.type) || cursor.currentNode.hasError))) {
      parent.children.push(same);
      if (node.start !== same.start) taken.push({ node: same, by: node.start - same.start });
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
  // Last of all, since what is looked for in the last copy is found by where it stood there.
  for (const { node, by } of taken) move(node, by);
  return root;
}

const HAVE_BLOCKS: ReadonlySet<string> = new Set([
  ...["function_definition", "class_definition", "decorated_definition", "if_statement", "for_statement"],
  ...["while_statement", "try_statement", "with_statement", "match_statement"],
]);

const HOLD_STATEMENTS: ReadonlySet<string> = new Set(["module", "block", "ERROR"]);

/** A node that is still being put together. */
interface Draft extends Syntax {
  start: number;
  end: number;
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

function move(statement: Draft, by: number): void {
  const rest = [statement];
  for (let node = rest.pop(); node; node = rest.pop()) {
    node.start += by;
    node.end += by;
    for (const child of node.children) rest.push(child);
  }
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

import { groupBy } from "./groupBy";

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

/** The child that a field names. */
export function field(node: Syntax, name: string): Syntax | undefined {
  return node.children.find((child) => child.field === name);
}

/** Every node of a subtree, in the order of the text, without recursion. */
export function descendants(root: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    found.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) rest.push(node.children[i]!);
  }
  return found;
}

/**
 * A file's nodes of a type, in the order of the text. All types are looked for at once, since many ask, and in each of the
 * file's statements by itself, since the next version of the file shares most of them.
 */
export function nodesOf(file: Syntax, type: string): readonly Syntax[] {
  let known = BY_TYPE.get(file);
  if (!known) {
    known = new Map();
    BY_TYPE.set(file, known);
  }
  let found = known.get(type);
  if (!found) {
    found = file.type === type ? [file] : [];
    for (const statement of file.children) for (const node of byType(statement).get(type) ?? NONE) found.push(node);
    known.set(type, found);
  }
  return found;
}

function byType(statement: Syntax): ReadonlyMap<string, readonly Syntax[]> {
  let known = BY_TYPE.get(statement);
  if (!known) {
    known = groupBy(descendants(statement), ({ type }) => type);
    BY_TYPE.set(statement, known);
  }
  return known;
}

const NONE: readonly Syntax[] = [];

/** Those of them that lie within a place. */
export function nodesWithin(
  file: Syntax,
  type: string,
  { start, end }: Pick<Syntax, "start" | "end">,
): readonly Syntax[] {
  const all = nodesOf(file, type);
  return all.slice(firstFrom(all, start), firstFrom(all, end));
}

/** Of what is in the order of the text, the index of the first that starts at an offset or behind it. */
export function firstFrom(nodes: readonly Pick<Syntax, "start">[], offset: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nodes by their type, of files and of their statements. */
const BY_TYPE = new WeakMap<Syntax, Map<string, Syntax[]>>();

/** The names of `a.b.c`; null where the node is anything else than names joined by dots. */
export function dottedName(node: Syntax, text: string): string[] | null {
  if (!firstName(node)) return null;
  const names: string[] = [];
  let rest = node;
  for (; rest.type === "attribute"; rest = field(rest, "object")!) {
    const name = field(rest, "attribute");
    names.push(name ? text.slice(name.start, name.end) : "");
  }
  names.push(text.slice(rest.start, rest.end));
  return names.reverse();
}

/** The first name of `a.b.c`; null where the node is anything else than names joined by dots. */
export function firstName(node: Syntax): Syntax | null {
  let rest: Syntax | undefined = node;
  for (let dots = 0; rest?.type === "attribute"; rest = field(rest, "object")) if (dots++ === MAX_NAMES) return null;
  return rest?.type === "identifier" ? rest : null;
}

const MAX_NAMES = 16;

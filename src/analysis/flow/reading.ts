import type { Syntax } from "../syntax";
import type { CodeFunction } from "./code";

/** Where reading stands. */
export interface Reading {
  readonly file: Syntax;
  readonly text: string;
  /** Statements and expressions that are open at once. */
  depth: number;
  /** Bodies of functions are read when they are asked for. */
  readonly later: boolean;
  /** Reads a function, for expressions that hold one. */
  readonly readFunction: (node: Syntax, decorators: readonly Syntax[], reading: Reading) => CodeFunction;
}

export function textOf(node: Syntax | undefined, { text }: Reading): string {
  return node ? text.slice(node.start, node.end) : "";
}

import type { Site } from "../flow/modes";
import { isHere } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { descendants, field, type Syntax } from "../syntax";

/** Of which parameters something is done: of all, of some parts alone, or of all but those; null where that is not known. */
export interface Choice {
  readonly which: "all" | "only" | "but";
  /** Names of parts, as conditions tell them. */
  readonly parts: readonly string[];
}

/** What a loop over parameters chooses among them at a place: `if "fc" not in name:` is all but `fc`. */
export function choiceAt(facts: ModelFacts, site: Site): Choice | null {
  if (!isHere(site)) return null;
  const nodes = around(facts, site);
  const loop = nodes.findLastIndex(({ type }) => type === "for_statement");
  const body = nodes.findLastIndex(({ type }) => type === "function_definition");
  const inside = loop < 0 || loop < body ? [] : nodes.slice(loop);
  if (inside[0] && isPaired(facts, inside[0])) return null;
  const tests = inside.filter(({ type }) => type === "if_statement");
  const [test, second] = tests;
  if (!test) return { which: "all", parts: [] };
  if (second || inside.some(({ type }) => type === "elif_clause")) return null;
  const condition = field(test, "condition") ?? test;
  const parts = partsIn(facts, condition);
  const others = /\bnot\b|!=/.test(textAt(facts, condition)) !== inside.some(({ type }) => type === "else_clause");
  return parts && { which: others ? "but" : "only", parts };
}

/** `for own, other in zip(a.parameters(), b.parameters()):` has one model follow another, as momentum encoders do. */
function isPaired(facts: ModelFacts, loop: Syntax): boolean {
  const over = field(loop, "right");
  return over?.type === "call" && textAt(facts, field(over, "function") ?? over) === "zip";
}

/** Parts that a condition on a parameter's name tells; null where it tells none, or other things, such as norms. */
function partsIn(facts: ModelFacts, condition: Syntax): readonly string[] | null {
  const texts = [...descendants(condition)]
    .filter(({ type }) => type === "string")
    .map((node) => textAt(facts, node).replace(/^["']|["']$/g, ""));
  const parts = texts.map((text) => text.replace(/\.?(weight|bias)$|\.$/, ""));
  const isPlain = parts.length > 0 && parts.every((part) => /^[A-Za-z][\w.]*$/.test(part) && !/norm|bn/i.test(part));
  return isPlain ? [...new Set(parts)] : null;
}

/** How the file may name the class of all batch norms; null where it imports nothing that leads there. */
export function batchNormName(facts: ModelFacts): string | null {
  return moduleName(facts, "batchnorm._BatchNorm");
}

/** How the file may name the class of all modules of dropout; null where it imports nothing that leads there. */
export function dropoutName(facts: ModelFacts): string | null {
  return moduleName(facts, "dropout._DropoutNd");
}

function moduleName(facts: ModelFacts, name: string): string | null {
  const imports = facts.syntax.children.filter(({ type }) => /^import/.test(type)).map((node) => textAt(facts, node));
  const has = (line: RegExp) => imports.some((text) => line.test(text));
  if (has(/^import torch\.nn as nn$|^from torch import (.*\W)?nn\b(?! as)/)) return `nn.modules.${name}`;
  return has(/^import (.*\W)?torch(?![.\w]| as)/) ? `torch.nn.modules.${name}` : null;
}

import type { Site } from "../flow/modes";
import { isHere } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { field } from "../syntax";

/**
 * What is done in a loop over parameters is done to all of them, or to all but some: no condition in the loop chooses few.
 */
export function isOfMost(facts: ModelFacts, site: Site): boolean {
  if (!isHere(site)) return true;
  const nodes = around(facts, site);
  const loop = nodes.findLastIndex(({ type }) => type === "for_statement");
  const body = nodes.findLastIndex(({ type }) => type === "function_definition");
  if (loop < 0 || loop < body) return true;
  return nodes.slice(loop).every((node) => {
    if (node.type === "else_clause" || node.type === "elif_clause") return false;
    const condition = node.type === "if_statement" ? field(node, "condition") : undefined;
    return !condition || excludes(textAt(facts, condition));
  });
}

/** "All but the head", and not "all but batch norm". */
function excludes(condition: string): boolean {
  return /\bnot\b|!=/.test(condition) && !/norm|bn/i.test(condition);
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

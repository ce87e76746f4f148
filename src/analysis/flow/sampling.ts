import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { descendants, field, type Syntax } from "../syntax";
import type { FlowFacts, ForwardEvent, ModeEvent } from "./flowFacts";
import { sameSite } from "./modes";
import { isHere, keyHere, normModes, placeOf } from "./queries";
import { isTestOfCode, looksOnly } from "./usage";

/**
 * The forward call for which a model was put into training mode as a whole so that its dropout draws samples: the same
 * inputs again and again, nothing learned from what comes out. Null where train() is for anything else.
 */
export function sampledAfter(facts: ModelFacts, flow: FlowFacts, event: ModeEvent): ForwardEvent | null {
  const { framework, dropout } = flow.models[event.model]!.kind;
  if (event.mode !== "train" || framework !== "torch" || dropout === "no" || isTestOfCode(event)) return null;
  const forwards = flow.events.filter(
    (other): other is ForwardEvent =>
      other.kind === "forward" &&
      other.model === event.model &&
      other.modes.some(({ site }) => sameSite(site, event.site)),
  );
  if (forwards.some(({ trains }) => trains)) return null;
  const sampled = forwards.find(
    (forward) =>
      forward.used &&
      looksOnly(flow, forward) &&
      normModes(flow, forward, forward.model).every(
        ({ mode, site }) => mode === "train" && sameSite(site, event.site),
      ) &&
      (forward.names.some((name) => SAMPLING.test(name)) || isRepeated(facts, forward)),
  );
  return sampled ?? null;
}

const SAMPLING = /(^|_)(mc|mc_?dropout|monte_?carlo\w*)(_|$)|(^|[a-z])(MC|MonteCarlo)(Dropout|[A-Z]|$)/;

/** A loop around the call gives it the same inputs in each round. */
function isRepeated(facts: ModelFacts, { site, loops }: ForwardEvent): boolean {
  if (!isHere(site)) return false;
  const nodes = around(facts, placeOf(site));
  const call = nodes.findLast(({ type, start, end }) => type === "call" && start === site.start && end === site.end);
  const given = call && field(call, "arguments");
  if (!given) return false;
  return nodes.some(
    (node) =>
      LOOP.test(node.type) &&
      loops.includes(keyHere(node)) &&
      isSameEachRound(
        facts,
        node,
        namesIn(
          facts,
          given.children.map((child) => field(child, "value") ?? child),
        ),
      ),
  );
}

const LOOP = /^(for_statement|(list|set|dictionary)_comprehension|generator_expression)$/;

/** Nothing that the names stand for comes from a round of the loop, or was made in it of what does. */
function isSameEachRound(facts: ModelFacts, loop: Syntax, names: ReadonlySet<string>): boolean {
  const bindings = bindingsIn(facts, loop);
  const rest = [...names];
  const seen = new Set(rest);
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    for (const binding of bindings) {
      if (!binding.names.has(name)) continue;
      if (binding.from === null) return false;
      for (const source of binding.from) {
        if (seen.has(source)) continue;
        seen.add(source);
        rest.push(source);
      }
    }
  }
  return seen.size > 0;
}

interface Binding {
  readonly names: ReadonlySet<string>;
  /** What gives them the same values in each round, if its own are; null where they may change. */
  readonly from: ReadonlySet<string> | null;
}

/** What is bound in a loop: its own names change, those of loops inside of it go over the same again. */
function bindingsIn(facts: ModelFacts, loop: Syntax): Binding[] {
  return descendants(loop).flatMap((node): Binding[] => {
    const left = field(node, "left");
    if (!left) return [];
    const right = field(node, "right");
    const names = namesIn(facts, [left]);
    const own = node === loop || (node.type === "for_in_clause" && loop.children.includes(node));
    if (own || !right) return [{ names, from: null }];
    if (node.type === "for_statement" || node.type === "for_in_clause") {
      return [{ names, from: isPlainSource(facts, right) ? namesIn(facts, [right]) : null }];
    }
    return [{ names, from: node.type === "assignment" && isMoved(facts, right) ? namesIn(facts, [right]) : null }];
  });
}

/** A loader, or what counts or shows the progress of one. */
function isPlainSource(facts: ModelFacts, node: Syntax): boolean {
  if (node.type !== "call") return isMoved(facts, node);
  const callee = field(node, "function");
  return callee !== undefined && /^(enumerate|tqdm|tqdm\.tqdm|zip|iter)$/.test(textAt(facts, callee));
}

/** A name, a part of what it stands for, or the same on another device. */
function isMoved(facts: ModelFacts, node: Syntax): boolean {
  if (node.type === "identifier") return true;
  if (node.type === "attribute") return isMoved(facts, field(node, "object") ?? node);
  if (node.type === "subscript") return isMoved(facts, field(node, "value") ?? node);
  if (/^(tuple|expression_list|pattern_list)$/.test(node.type))
    return node.children.every((one) => isMoved(facts, one));
  const callee = node.type === "call" ? field(node, "function") : undefined;
  const name = callee && field(callee, "attribute");
  const of = callee && field(callee, "object");
  return name !== undefined && of !== undefined && MOVES.test(textAt(facts, name)) && isMoved(facts, of);
}

const MOVES =
  /^(to|cuda|cpu|float|half|double|unsqueeze|squeeze|repeat|expand|view|reshape|permute|contiguous|detach)$/;

/** Names that are read: not those of attributes and keywords. */
function namesIn(facts: ModelFacts, nodes: readonly Syntax[]): Set<string> {
  const names = nodes
    .flatMap((node) => descendants(node))
    .filter(({ type, field: as }) => {
      return type === "identifier" && as !== "attribute" && as !== "name";
    });
  return new Set(names.map((node) => textAt(facts, node)));
}

import type { ModelFacts, Place } from "../model/facts";
import { around, statementAround, textAt } from "../model/queries";
import type { Related } from "../rules/codeRule";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import { isOtherChoice, plainCondition } from "./conditions";
import type { FlowEvent, FlowFacts, ForwardEvent } from "./flowFacts";
import { isSameInAllModes, wholeOf } from "./models";
import { joinModes, type LoopKey, loopKey, type Mode, type Site, sameSite } from "./modes";

/** The calls of a model at one place of the code, and every mode that it may be in there. */
export interface ForwardPlace {
  readonly model: number;
  readonly site: Site;
  readonly modes: readonly Mode[];
  readonly events: readonly ForwardEvent[];
}

/** Where models are called, those calls together that begin in the same way; `wanted` chooses among the events. */
export function forwardPlaces(flow: FlowFacts, wanted: (event: ForwardEvent) => boolean): ForwardPlace[] {
  const places = new Map<string, ForwardPlace>();
  for (const event of flow.events) {
    if (event.kind !== "forward" || !wanted(event)) continue;
    const key = `${event.model} ${event.site.file}:${event.site.start} ${event.alone}`;
    const known = places.get(key);
    places.set(key, {
      model: event.model,
      site: event.site,
      modes: joinModes(known?.modes ?? [], event.modes),
      events: [...(known?.events ?? []), event],
    });
  }
  return [...places.values()];
}

/** What a mode changes in a model: batch normalization, dropout, nothing at all, or who knows. Keras has no modes. */
export function modeMatters({ models }: FlowFacts, model: number): "yes" | "no" | "unknown" {
  const { batchNorm, dropout, framework } = models[wholeOf(models, model)]!.kind;
  if (framework === "keras" || isSameInAllModes(models[model]!.kind)) return "no";
  if (batchNorm === "yes" || dropout === "yes") return "yes";
  return batchNorm === "no" && dropout === "no" ? "no" : "unknown";
}

/** Whether training mode does nothing to a model's results but drop values at random. */
export function onlyDrops({ models }: FlowFacts, model: number): boolean {
  const { batchNorm, dropout } = models[wholeOf(models, model)]!.kind;
  return batchNorm === "no" && dropout === "yes";
}

/** The modes that the batch norms of a model, or of a part of one, may be in where the whole is called. */
export function normModes(flow: FlowFacts, { model, modes, parts }: ForwardEvent, of: number): readonly Mode[] {
  const part = (parent: number | undefined, attribute: string) =>
    flow.models.find((one) => one.parent === parent && one.attribute === attribute)?.id;
  for (let at: number | null = of; at !== null; at = flow.models[at]!.parent) {
    const any = part(at, "*");
    for (const id of any === undefined ? [at] : [part(any, "*norm"), any, at]) {
      const own = parts.find((one) => one.model === id);
      if (own) return own.modes;
    }
    if (at === model) break;
  }
  return modes;
}

/** Whether a model is another, or a part of it. */
export function isWithin(flow: FlowFacts, part: number, whole: number): boolean {
  for (let at: number | null = part; at !== null; at = flow.models[at]!.parent) if (at === whole) return true;
  return false;
}

/** Whether two events lie on ways that begin together: in the same function that nobody calls, or in what the file runs. */
export function beginTogether(a: FlowEvent, b: FlowEvent): boolean {
  return a.alone === b.alone && (!a.alone || a.names[0] === b.names[0]);
}

/** Whether a place is in the file at hand, where it can be shown and mended. */
export function isHere({ file }: Site): boolean {
  return file === "";
}

/** The place of something in the file at hand: its own, or the call there that leads to it; null where there is none. */
export function placeHere({ site, calls }: { readonly site: Site; readonly calls: readonly Site[] }): Site | null {
  return isHere(site) ? site : (calls.findLast(isHere) ?? null);
}

/** The calls that led to an event, from the outermost in, and then `last` at its own place: what the reader follows. */
export function pathTo(event: Pick<FlowEvent, "calls" | "names">, last: { site: Site; message: string }): Related[] {
  const names = event.names.slice(event.names.length - event.calls.length);
  const steps = event.calls.map((site, i) => ({ site, message: `calls ${names[i] ?? ""}` }));
  return [...steps, last].map(({ site, message }) => {
    const related = { range: placeOf(site), message };
    return isHere(site) ? related : { ...related, file: site.file };
  });
}

export function placeOf({ start, end }: Site): Place {
  return { start, end };
}

/** The text of what is called at a call, without `.forward` and a wrapper's `.module`: the model's name there. */
export function receiverAt(facts: ModelFacts, site: Site): string | null {
  const call = around(facts, site).findLast(
    (node) => node.type === "call" && sameSite({ file: "", start: node.start, end: node.end }, site),
  );
  const callee = call && field(call, "function");
  const names = callee && dottedName(callee, facts.text);
  if (!names) return null;
  while (names.length > 1 && /^(forward|module|train|eval|requires_grad_)$/.test(names.at(-1)!)) names.pop();
  return names.join(".");
}

/**
 * Whether a mode that a model has somewhere is known for sure: it was set or left by a constructor, and where nobody calls
 * the function that it is looked at in, since that was called.
 */
export function isSettled(
  facts: Pick<ModelFacts, "syntax">,
  at: { readonly site: Site; readonly calls: readonly Site[]; readonly alone: boolean },
  mode: Mode,
): boolean {
  if (mode.mode === "entry" || mode.mode === "unknown") return false;
  if (!at.alone) return true;
  const begun = functionBegun(facts, at);
  return begun !== undefined && functionBegun(facts, mode) === begun;
}

/** The outermost function around the place that something began at. */
function functionBegun(
  facts: Pick<ModelFacts, "syntax">,
  { site, calls }: { readonly site: Site; readonly calls: readonly Site[] },
): Syntax | undefined {
  const first = calls[0] ?? site;
  return isHere(first) ? around(facts, placeOf(first)).find(({ type }) => type === "function_definition") : undefined;
}

/** The innermost loop of the file at hand whose body leads to an event; null where a loop elsewhere is closer. */
export function loopOf(
  facts: Pick<ModelFacts, "syntax">,
  { site, calls, loops }: Pick<FlowEvent, "site" | "calls" | "loops">,
): Syntax | null {
  const passed = passedBy(facts, { site, calls });
  const comprehensions = passed.filter(({ type }) => /comprehension|generator/.test(type)).map(keyHere);
  const innermost = loops.findLast((loop) => !comprehensions.includes(loop));
  return innermost === undefined ? null : loopIn(passed, innermost);
}

/** A loop that leads to something; null where it is in another file, or none with a body of statements. */
export function loopAround(
  facts: Pick<ModelFacts, "syntax">,
  { site, calls }: Pick<FlowEvent, "site" | "calls">,
  loop: LoopKey,
): Syntax | null {
  return loopIn(passedBy(facts, { site, calls }), loop);
}

/** Nodes of the file at hand around something and around the calls that lead there. */
function passedBy(facts: Pick<ModelFacts, "syntax">, { site, calls }: Pick<FlowEvent, "site" | "calls">): Syntax[] {
  return [...calls, site].filter(isHere).flatMap((place) => around(facts, placeOf(place)));
}

function loopIn(nodes: readonly Syntax[], loop: LoopKey): Syntax | null {
  return nodes.findLast((node) => LOOP.test(node.type) && keyHere(node) === loop) ?? null;
}

const LOOP = /^(for|while)_statement$/;

/** What a loop of the file at hand goes by in events and modes. */
export function keyHere({ start }: Syntax): LoopKey {
  return loopKey({ file: "", start });
}

/** The place before the first statement of a loop's body, with that one's indentation. */
export function loopHead(facts: ModelFacts, loop: Syntax): { readonly at: number; readonly indent: string } | null {
  const first = field(loop, "body")?.children[0];
  return first ? before(facts, first) : null;
}

/** The end of the line on which the statement around a place ends, and its indentation. */
export function behind(facts: ModelFacts, site: Site): { readonly at: number; readonly indent: string } | null {
  const statement = statementAround(facts, site);
  return statement && { at: lineEnd(facts, statement.node.end), indent: statement.indent };
}

function lineEnd({ text }: ModelFacts, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The place before a statement, and its indentation; null where it does not begin its line. */
export function before(facts: Pick<ModelFacts, "text">, { start }: Syntax): { at: number; indent: string } | null {
  const line = facts.text.lastIndexOf("\n", start - 1) + 1;
  const indent = textAt(facts, { start: line, end: start });
  return /^[ \t]*$/.test(indent) ? { at: start, indent } : null;
}

/** A statement of a body, and what stands before it on its line. */
export interface WholeStatement extends Place {
  readonly indent: string;
  /** Something in it returns. */
  readonly returns: boolean;
}

/** The outermost statement around a place, of the same function, that holds none of `others`; null where none is plain. */
export function outermostWithout(facts: ModelFacts, site: Site, others: readonly Site[]): WholeStatement | null {
  const nodes = around(facts, site);
  const body = nodes.findLastIndex(({ type }) => type === "function_definition" || type === "lambda");
  const whole = nodes.find(
    (node, i) =>
      i > body &&
      (nodes[i - 1]?.type === "block" || nodes[i - 1]?.type === "module") &&
      !others.some((other) => isHere(other) && node.start <= other.start && other.end <= node.end),
  );
  const place = whole && before(facts, whole);
  if (!place) return null;
  const returns = [...descendants(whole)].some(({ type }) => type === "return_statement");
  return { start: place.at, end: lineEnd(facts, whole.end), indent: place.indent, returns };
}

/** A function's name says that it looks at results and does not learn. */
export function isEvaluation(name: string | null): boolean {
  return name !== null && EVALUATION.test(name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase());
}

const EVALUATION =
  /(^|_)(eval|evaluate|evaluation|val|valid|validate|validation|test|testing|infer|inference|predict|prediction)(_|$)/;

/** Whether two places are on different branches of one `if`, so that not both are passed at once. */
export function exclude(facts: ModelFacts, a: Site, b: Site): boolean {
  const [one, other] = [around(facts, a), around(facts, b)];
  const fork = one.findIndex((node, i) => node !== other[i]);
  const branches = one[fork - 1]?.type;
  const [left, right] = [one[fork], other[fork]];
  if (branches === "conditional_expression") return true;
  if (branches !== "if_statement" || !left || !right) return false;
  return [left, right].every(({ type, field }) => field === "consequence" || /^(elif|else)_clause$/.test(type));
}

/** Whether the conditions around two places cannot hold at once. */
export function areOpposed(facts: ModelFacts, a: Site, b: Site): boolean {
  const [one, other] = [conditionsAround(facts, a), conditionsAround(facts, b)];
  return one.some((first) =>
    other.some((second) => {
      if (first.text === null || second.text === null) return false;
      if (first.text === second.text) return first.negated !== second.negated;
      return !first.negated && !second.negated && isOtherChoice(first.text, second.text);
    }),
  );
}

/** Conditions that hold where a place is come to: of the branches around it that are none of the others. */
function conditionsAround(facts: ModelFacts, site: Site): ReturnType<typeof plainCondition>[] {
  const nodes = isHere(site) ? around(facts, site) : [];
  return nodes.flatMap((node, i) => {
    const condition = /^(if_statement|elif_clause)$/.test(node.type) ? field(node, "condition") : undefined;
    return condition && nodes[i + 1]?.field === "consequence" ? [plainCondition(textAt(facts, condition))] : [];
  });
}

/** Whether two events belong to the same run of the same function. */
export function isSameRun(a: FlowEvent, b: FlowEvent): boolean {
  if (a.function !== b.function || a.alone !== b.alone || a.calls.length !== b.calls.length) return false;
  return a.calls.every((site, i) => sameSite(site, b.calls[i]!));
}

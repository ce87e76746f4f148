import { wholeFlowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import type { ModelFacts, Place } from "../model/facts";
import { around, hasWord, textAt, within } from "../model/queries";
import type { Edit } from "../rules/codeRule";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import type { Assist, Offer } from "./assist";
import { indented, lineAfter, lineOf } from "./lines";
import { defineBefore, importBefore, indentAt, nameFor } from "./places";

/** Puts what a function does in evaluation mode into a `with` statement that gives the model its own modes back. */
export const restoreMode: Assist = {
  name: "restoreMode",
  offers(facts, at) {
    const found = evaluationAt(facts, at);
    // Objects of other libraries have an `eval`, too, and no `modules`.
    const torch = found && nameFor(facts, "torch.nn.Module", found.statement.start);
    if (!torch || !isLocal(facts, found) || !isUsed(facts, found)) return [];
    const helper = helperEdits(facts, found.definition);
    const edit = helper && withStatement(facts, found);
    if (!helper || !edit) return [];
    const title = `Restore the mode of ${found.model} afterwards: with evaluating(${found.model}) around what follows`;
    return [{ title, edits: [...helper, edit] } satisfies Offer];
  },
};

/** `model.eval()` as a statement of a function, and the statements after it, with which the function ends. */
interface Evaluation {
  readonly model: string;
  readonly definition: Syntax;
  readonly statement: Syntax;
  readonly rest: readonly Syntax[];
  /** `model.train()` among them, which is needed no more. */
  readonly back: Syntax | null;
}

function evaluationAt(facts: ModelFacts, at: Place): Evaluation | null {
  const nodes = around(facts, at);
  const place = nodes.findLastIndex(({ type }) => type === "expression_statement");
  const inside = nodes.findLastIndex(({ type }) => type === "function_definition");
  const [statement, block, definition] = [nodes[place], nodes[place - 1], nodes[inside]];
  const model = statement && modeCall(facts, statement, /^eval\(\)$/);
  if (!model || block?.type !== "block" || !definition || definition.broken || inside > place) return null;
  if (!endsFunction(nodes.slice(inside, place + 1))) return null;
  const rest = block.children.slice(block.children.indexOf(statement) + 1);
  const back = rest.filter((node) => modeCall(facts, node, /^train\((True|mode=True)?\)$/) === model);
  const after = { start: statement.end, end: definition.end };
  const switches =
    textAt(facts, after).split(`${model}.train(`).length + textAt(facts, after).split(`${model}.eval(`).length;
  if (back.length > 1 || switches !== 2 + back.length || rest.length === back.length) return null;
  return { model, definition, statement, rest, back: back[0] ?? null };
}

/** The receiver of a statement that is nothing but such a call. */
function modeCall(facts: ModelFacts, statement: Syntax, call: RegExp): string | null {
  const [value] = statement.type === "expression_statement" ? statement.children : [];
  const names = value?.type === "call" ? dottedName(field(value, "function")!, facts.text) : null;
  if (!value || !names || names.length < 2) return null;
  const model = names.slice(0, -1).join(".");
  return textAt(facts, value).startsWith(`${model}.`) && call.test(textAt(facts, value).slice(model.length + 1))
    ? model
    : null;
}

/** Between a function and a statement of it there are only `with` statements, each of them the last one. */
function endsFunction(nodes: readonly Syntax[]): boolean {
  return nodes.slice(1, -1).every((node, i, inner) => {
    if (node.type === "block") return i === inner.length - 1 || node.children.at(-1) === inner[i + 1];
    return node.type === "with_statement";
  });
}

/** The model is another's, who has it back afterwards: it is not made here, and not given out. */
function isLocal(facts: ModelFacts, { model, definition }: Evaluation): boolean {
  const body = field(definition, "body")!;
  return [...descendants(body)].every((node) => {
    if (node.type === "yield") return false;
    if (node.type === "return_statement") return !namesIn(facts, node.children).includes(model);
    const target = BINDING.test(node.type) ? (field(node, "left") ?? field(node, "name")) : undefined;
    return !target || !namesIn(facts, [target]).includes(model);
  });
}

const BINDING = /^(assignment|augmented_assignment|named_expression|for_statement)$/;

/** Expressions and the items of those that are lists, as text. */
function namesIn(facts: ModelFacts, nodes: readonly Syntax[]): string[] {
  return nodes.flatMap((node) => [
    textAt(facts, node),
    ...(/(list|tuple|dictionary|pair|parenthesized)/.test(node.type) ? namesIn(facts, node.children) : []),
  ]);
}

/** What follows calls the model that was put into evaluation mode. */
function isUsed(facts: ModelFacts, { statement, rest }: Evaluation): boolean {
  const flow = wholeFlowOf(facts);
  const follows = { start: rest[0]!.start, end: rest.at(-1)!.end };
  const put = flow.events.flatMap((event) =>
    event.kind === "mode" && isHere(event.site) && within(placeOf(event.site), statement) ? [event.model] : [],
  );
  return flow.events.some(
    (event) =>
      event.kind === "forward" &&
      put.some((model) => wholeOf(flow.models, model) === wholeOf(flow.models, event.model)) &&
      [event.site, ...event.calls].some((site) => isHere(site) && within(placeOf(site), follows)),
  );
}

function withStatement(facts: ModelFacts, { model, definition, statement, rest, back }: Evaluation): Edit | null {
  const { text } = facts;
  const end = rest.at(-1)!.end;
  if (!/^[ \t]*(#.*)?\r?$/.test(text.slice(statement.end, lineAfter(text, statement.end)).replace(/\n$/, "")))
    return null;
  const gone = back && lineOf(text, back);
  if (gone === null && back) return null;
  const [outer, indent] = [indentAt(facts, definition.start), indentAt(facts, statement.start)];
  const step = /^\t/.test(indent) ? "\t" : indent.slice(outer.length).slice(0, 4) || "    ";
  const body = indented(facts, { start: statement.end, end }, step, gone);
  return { range: { start: statement.start, end }, text: `with evaluating(${model}):${body}` };
}

/** What brings the helper into the file; null where its name is taken. */
function helperEdits(facts: ModelFacts, { start }: Syntax): Edit[] | null {
  if (facts.text.includes(HELPER)) return [];
  if (hasWord(facts, "evaluating")) return null;
  const known = ["contextmanager", "contextlib.contextmanager"].find(
    (name) => facts.resolve(name.split("."), start) === "contextlib.contextmanager",
  );
  if (!known && hasWord(facts, "contextmanager")) return null;
  const definition = defineBefore(facts, start, `@${known ?? "contextmanager"}\n${HELPER}`);
  const imported = known ? [] : [importBefore(facts, "from contextlib import contextmanager")];
  const edits = [...imported, definition];
  return edits.every((edit) => edit !== null) ? edits : null;
}

const HELPER = `def evaluating(model):
    """Puts a model into evaluation mode, and each of its modules back into its own mode at the end."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training`;

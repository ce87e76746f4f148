import type { Node } from "web-tree-sitter";
import type { ParsedPython } from "./parse";
import { resolveUnpatched } from "./resolve";
import { scopeAt } from "./scopes";
import { bindingScope, directAssignments, enclosing, methodOf, nameChain } from "./syntaxSearch";

/**
 * The call that made what a name (`model`) or an attribute (`self.model`) stands for: the one value that it is
 * assigned, out of `.to(device)` and wrappers; null where there are several, or none is seen.
 */
export function madeBy(file: ParsedPython, receiver: Node, steps = MOST_STEPS): Node | null {
  if (steps === 0) return null;
  const values = assigned(file, receiver)?.map((value) => unwrapped(file, value));
  const others = values?.filter((value) => value.text !== receiver.text);
  const [only, second] = others ?? [];
  if (!only || second) return null;
  return only.type === "call" ? only : isName(only) ? madeBy(file, only, steps - 1) : null;
}

const MOST_STEPS = 6;

function isName(node: Node): boolean {
  return node.type === "identifier" || node.type === "attribute";
}

/** Null where the name may also have got a value in another way. */
function assigned(file: ParsedPython, receiver: Node): Node[] | null {
  if (receiver.type === "attribute") return assignedAttribute(receiver);
  if (receiver.type !== "identifier") return null;
  const scope = bindingScope(file, receiver);
  if (!scope) return null;
  const owner = scope.parent === null ? file.tree.rootNode : ownerAt(file, scope.start);
  const assignments = owner ? assignmentsTo(owner, receiver.text) : [];
  return assignments.length === scope.bindings.get(receiver.text)?.length ? assignments : null;
}

function assignedAttribute(receiver: Node): Node[] | null {
  const chain = nameChain(receiver);
  const around = enclosing(receiver, ["class_definition"]);
  const init = around && methodOf(around, "__init__");
  return chain?.length === 2 && chain[0] === "self" && init ? assignmentsTo(init, receiver.text) : null;
}

/** The function or class whose body begins at an offset. */
function ownerAt(file: ParsedPython, start: number): Node | null {
  const inside = file.tree.rootNode.descendantForIndex(start, start);
  return inside && enclosing(inside, ["function_definition", "class_definition"]);
}

function assignmentsTo(owner: Node, target: string): Node[] {
  return directAssignments(owner).flatMap((node) => {
    const right = node.childForFieldName("right");
    return right && node.childForFieldName("left")?.text === target ? [right] : [];
  });
}

function unwrapped(file: ParsedPython, value: Node): Node {
  let node = value;
  for (let steps = 0; steps < MOST_WRAPPERS; steps++) {
    const inner = innerOf(file, node);
    if (!inner) return node;
    node = inner;
  }
  return node;
}

const MOST_WRAPPERS = 20;

function innerOf(file: ParsedPython, node: Node): Node | null {
  if (node.type === "parenthesized_expression") return node.firstNamedChild;
  const callee = node.type === "call" ? node.childForFieldName("function") : null;
  if (!callee) return null;
  if (callee.type === "attribute" && SAME.has(callee.childForFieldName("attribute")?.text ?? "")) {
    return callee.childForFieldName("object");
  }
  const chain = nameChain(callee);
  const qualified = chain && resolveUnpatched(chain, scopeAt(file.module, node.startIndex));
  return qualified && WRAPPERS.has(qualified) ? (node.childForFieldName("arguments")?.firstNamedChild ?? null) : null;
}

/** Methods of a model that return the model. */
const SAME: ReadonlySet<string> = new Set(
  "to cuda cpu half float double bfloat16 eval train requires_grad_ share_memory compile".split(" "),
);

const WRAPPERS: ReadonlySet<string> = new Set([
  "torch.compile",
  "torch.nn.DataParallel",
  "torch.nn.parallel.DataParallel",
  "torch.nn.parallel.DistributedDataParallel",
  "torch.jit.script",
]);

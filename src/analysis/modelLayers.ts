import type { Node } from "web-tree-sitter";
import { layersInside } from "./layersInside";
import { madeBy } from "./madeBy";
import type { ModelLayers } from "./modelLayer";
import type { ParsedPython } from "./parse";
import { resolveUnpatched } from "./resolve";
import { scopeAt } from "./scopes";
import { basesOf, classNamed, enclosing, methodOf, nameChain } from "./syntaxSearch";

/**
 * The layers of the model that an expression stands for (`model`, `self`, `self.net`), where the file itself shows
 * how it is made: from a class of the file, or as a container of layers. "other" where it is something else than a
 * model, or one that sets its mode in its own way; null where the file does not tell.
 */
export function modelLayers(file: ParsedPython, receiver: Node): ModelLayers | "other" | null {
  const own = receiver.text === "self" ? enclosing(receiver, ["class_definition"]) : null;
  const made = own ? null : madeBy(file, receiver);
  const callee = made?.childForFieldName("function");
  const definition = own ?? (callee ? classNamed(file, callee) : null);
  if (definition) return layersOfClass(file, definition);
  const qualified = callee && qualifiedName(file, callee);
  if (!made || !qualified || !SEQUENTIALS.has(qualified)) return null;
  const framework = qualified.startsWith("torch.") ? "torch" : "nnx";
  return { name: callee.text, framework, ...layersInside(file, made) };
}

const SEQUENTIALS: ReadonlySet<string> = new Set([
  "torch.nn.Sequential",
  "torch.nn.ModuleList",
  "torch.nn.ModuleDict",
  "flax.nnx.Sequential",
]);

function layersOfClass(file: ParsedPython, definition: Node): ModelLayers | "other" | null {
  const framework = frameworkOf(file, definition, 0);
  if (framework === null) return null;
  if (framework === "other" || methodOf(definition, "train") || methodOf(definition, "eval")) return "other";
  return { name: definition.childForFieldName("name")?.text ?? "", framework, ...layersInside(file, definition) };
}

const MOST_BASES = 12;

/** Null where a base class is not known. */
function frameworkOf(file: ParsedPython, definition: Node, depth: number): "torch" | "nnx" | "other" | null {
  if (depth > MOST_BASES) return null;
  let unknown = false;
  for (const base of basesOf(definition)) {
    const qualified = qualifiedName(file, base);
    const known = qualified ? MODULES.get(qualified) : undefined;
    if (known) return known;
    const inner = classNamed(file, base);
    const inherited = inner && inner.id !== definition.id ? frameworkOf(file, inner, depth + 1) : null;
    if (inherited === "torch" || inherited === "nnx") return inherited;
    if (inherited === null && base.text !== "object" && !PLAIN.test(qualified ?? "")) unknown = true;
  }
  return unknown ? null : "other";
}

/** Packages whose classes are no models. */
const PLAIN = /^(?:abc|typing|enum|collections|threading)\./;

const MODULES: ReadonlyMap<string, "torch" | "nnx"> = new Map([
  ["torch.nn.Module", "torch"],
  ["torch.nn.modules.Module", "torch"],
  ["torch.nn.modules.module.Module", "torch"],
  ["torch.nn.Sequential", "torch"],
  ["pytorch_lightning.LightningModule", "torch"],
  ["lightning.LightningModule", "torch"],
  ["lightning.pytorch.LightningModule", "torch"],
  ["flax.nnx.Module", "nnx"],
]);

/** What an expression means by the file's imports. */
function qualifiedName(file: ParsedPython, node: Node): string | null {
  const chain = nameChain(node);
  return chain && resolveUnpatched(chain, scopeAt(file.module, node.startIndex));
}

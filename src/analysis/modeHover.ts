import type { Node } from "web-tree-sitter";
import type { HoverText, Piece, PlacedHover, Row } from "./hoverText";
import type { ModelLayer, ModelLayers } from "./modelLayer";
import { modelLayers } from "./modelLayers";
import type { ParsedPython } from "./parse";
import { identifierAt, nameChain } from "./syntaxSearch";

/** What `.eval()` or `.train()` under an offset changes in a model of PyTorch or Flax NNX; null where it is neither, or not surely. */
export function modeHover(file: ParsedPython, offset: number): PlacedHover | null {
  const found = modeCallAt(file, offset);
  if (!found) return null;
  const { name, receiver, training } = found;
  const model = modelLayers(file, receiver);
  if (model === "other") return null;
  const text = model ? modelText(model, training) : generalText(file, receiver, training);
  return text && { start: name.startIndex, end: name.endIndex, subjectEnd: name.endIndex, ...text };
}

interface ModeCall {
  readonly name: Node;
  readonly receiver: Node;
  readonly training: boolean;
}

function modeCallAt(file: ParsedPython, offset: number): ModeCall | null {
  const name = identifierAt(file, offset);
  const member = name?.parent;
  if (!name || member?.type !== "attribute" || member.childForFieldName("attribute")?.id !== name.id) return null;
  const receiver = member.childForFieldName("object");
  const call = member.parent;
  if (!receiver || call?.type !== "call" || call.childForFieldName("function")?.id !== member.id) return null;
  const training = trainingOf(name.text, call.childForFieldName("arguments"));
  return training === null || call.hasError ? null : { name, receiver, training };
}

/** Null where the arguments are not those of a mode, or leave it open. */
function trainingOf(name: string, list: Node | null): boolean | null {
  if (list?.type !== "argument_list") return null;
  const [only, second] = list.namedChildren;
  if (name === "eval") return only ? null : false;
  if (name !== "train" || second) return null;
  if (!only) return true;
  const value = only.type === "keyword_argument" && only.firstNamedChild?.text === "mode" ? only.lastNamedChild : only;
  return value?.type === "true" ? true : value?.type === "false" ? false : null;
}

function modelText(model: ModelLayers, training: boolean): HoverText {
  const changing = model.layers.filter(changes);
  const same = model.layers.filter((layer) => !changes(layer));
  const rows: Row[] = [...byKind(changing)].map(([kind, layers]) => [
    kind,
    [...names(layers.map(({ path }) => path)), `: ${effect(layers[0]!, training)}`],
  ]);
  if (same.length > 0) rows.push(["Unchanged", [...names(same.map(({ path }) => path)), `: ${kinds(same)}`]]);
  if (model.unknown.length > 0) {
    rows.push(["Not shown here", [...names(model.unknown), ": what they hold follows the mode, too"]]);
  }
  if (model.asks)
    rows.push(["Besides", ["code of the model's own that asks for the mode, as ", { code: "self.training" }]]);
  rows.push(remainingRow(model.framework, training));
  return {
    title: `${modeName(training)}: ${countText(changing.length, model)}`,
    rows: rows.filter(([, pieces]) => pieces.length > 0).map(([label, pieces]) => ({ label, pieces })),
    links: [pageOf(model.framework, training)],
  };
}

function modeName(training: boolean): string {
  return training ? "Training mode" : "Evaluation mode";
}

function countText(count: number, { name, unknown, asks }: ModelLayers): string {
  const hidden = unknown.length > 0;
  if (count === 0)
    return hidden || asks ? `no layer of ${name} that is seen here changes` : `nothing in ${name} changes`;
  const least = hidden ? "at least " : "";
  return `changes ${least}${count} ${count === 1 ? "layer" : "layers"} of ${name}`;
}

/** Dropout, and normalization with running statistics. */
function changes({ facts }: ModelLayer): boolean {
  return facts === null || facts.layer.method === "spectral" || facts.training !== facts.inference;
}

function effect({ facts, qualified }: ModelLayer, training: boolean): string {
  const whose = qualified.includes("Dropout") ? "" : "its dropout ";
  if (facts === null) return training ? `${whose}zeroes values at random` : `${whose}off`;
  if (facts.layer.method === "spectral") return training ? "its estimate moves" : "its estimate stays";
  if (!training) return "the running statistics, frozen";
  return `${facts.layer.method === "batch" ? "the batch's" : "each example's"} statistics; the running ones move`;
}

function byKind(layers: readonly ModelLayer[]): Map<string, ModelLayer[]> {
  const kinds = new Map<string, ModelLayer[]>();
  for (const layer of layers) kinds.set(kindOf(layer), [...(kinds.get(kindOf(layer)) ?? []), layer]);
  return kinds;
}

function kindOf({ qualified }: ModelLayer): string {
  return qualified.split(".").at(-1) ?? "";
}

function kinds(layers: readonly ModelLayer[]): string {
  return [...new Set(layers.map(kindOf))].join(", ");
}

function names(paths: readonly string[]): Piece[] {
  const shown = paths.slice(0, MOST_NAMES).flatMap((path, i): Piece[] => {
    const short = path.length > MOST_CHARACTERS ? `${path.slice(0, MOST_CHARACTERS)}…` : path;
    return [...(i > 0 ? [", "] : []), { code: short }];
  });
  return paths.length > MOST_NAMES ? [...shown, ` and ${paths.length - MOST_NAMES} more`] : shown;
}

const MOST_NAMES = 6;
const MOST_CHARACTERS = 40;

function remainingRow(framework: "torch" | "nnx", training: boolean): Row {
  if (framework === "nnx" || training) return ["Untouched", []];
  return ["Untouched", ["gradients, which ", { code: "torch.no_grad()" }, " turns off, and which parameters learn"]];
}

/** One line, where the receiver looks like a model but the file does not show how it is made. */
function generalText(file: ParsedPython, receiver: Node, training: boolean): HoverText | null {
  const framework = frameworkOf(file);
  if (!framework || !looksLikeModel(receiver)) return null;
  const batch = training ? "the batch's statistics and moves its running ones" : "its running statistics, frozen";
  const dropout = training ? "on" : "off";
  return {
    title: `${modeName(training)} of this module and all in it: batch normalization uses ${batch}; dropout is ${dropout}`,
    rows: [],
    links: [pageOf(framework, training)],
  };
}

/** The framework that the file imports; null where there is none, or both. */
function frameworkOf(file: ParsedPython): "torch" | "nnx" | null {
  const names = [...file.module.bindings.values()]
    .flat()
    .flatMap((binding) => (binding.kind === "import" ? [binding.qualified] : []));
  const torch = names.some((name) => /^(?:torch|torchvision|timm)(?:\.|$)/.test(name));
  const nnx = names.some((name) => /^flax\.nnx(?:\.|$)/.test(name));
  return torch === nnx ? null : torch ? "torch" : "nnx";
}

/** By its name: trainers, agents and expressions have a `train` and an `eval`, too. */
function looksLikeModel(receiver: Node): boolean {
  return MODEL_NAME.test(nameChain(receiver)?.at(-1) ?? "");
}

const MODEL_NAME =
  /^(?:(?:\w*_)?(?:model|net|network|module|encoder|decoder|backbone|generator|discriminator|critic)|(?:model|net)(?:_\w+|[A-Z0-9]\w*)?|\w*(?:Net|Model))$/;

function pageOf(framework: "torch" | "nnx", training: boolean): HoverText["links"][number] {
  const name = training ? "train" : "eval";
  return framework === "torch"
    ? { label: "PyTorch documentation", url: `${TORCH_PAGE}#torch.nn.Module.${name}` }
    : { label: "Flax documentation", url: `${NNX_PAGE}#flax.nnx.Module.${name}` };
}

const TORCH_PAGE = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html";
const NNX_PAGE = "https://flax.readthedocs.io/en/latest/api_reference/flax.nnx/module.html";

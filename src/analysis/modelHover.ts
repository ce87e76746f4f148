import { fileFlow } from "./flow/fileFlow";
import type { FlowFacts, ModelRead } from "./flow/flowFacts";
import { joinKinds } from "./flow/kinds";
import { wholeOf } from "./flow/models";
import { joinModes, type Mode } from "./flow/modes";
import { isHere, isSettled, placeHere, placeOf } from "./flow/queries";
import { readCode } from "./flow/readCode";
import type { FilesAround } from "./flow/walk";
import type { HoverText, Piece, PlacedHover, Row } from "./hoverText";
import type { ParsedPython } from "./parse";
import type { Syntax } from "./syntax";
import { identifierAt } from "./syntaxSearch";

/** What there is around a file that a hover is in. */
export interface Surroundings {
  readonly files?: FilesAround;
  /** Of a notebook: a line means something with its cell. */
  readonly cells?: readonly HoverCell[];
}

/** A cell of a notebook, in the order of the text. */
export interface HoverCell {
  /** Where its text begins in the whole. */
  readonly start: number;
  /** From 1, counted among all of the notebook's cells. */
  readonly number: number;
}

/** The mode that a model is in where a variable is read, and why; null where it is no model, or a way there is not known. */
export function modelHover(file: ParsedPython, offset: number, around: Surroundings = {}): PlacedHover | null {
  const found = readAt(file, offset);
  if (!found) return null;
  const { syntax, text } = file;
  const flow = fileFlow(readCode(syntax, text, { later: true }), around.files, { asked: found });
  const placeName = (at: number) => placeIn(text, around.cells ?? [], at);
  const told = textOf({ syntax, text, flow, placeName }, found);
  return told && { start: found.name.start, end: found.name.end, subjectEnd: found.end, ...told };
}

/** Whether what is read at an offset may be a model, which takes much longer to know for sure. */
export function mayBeModel(file: ParsedPython, offset: number): boolean {
  return readAt(file, offset) !== null;
}

function readAt(file: ParsedPython, offset: number): Found | null {
  const readable = file.text.length <= MAX_LENGTH && /torch|flax|timm/.test(file.text);
  return readable ? expressionAt(file, offset) : null;
}

/** A person waits: longer files are followed only when they are checked. */
const MAX_LENGTH = 300_000;

interface Found {
  /** Of the whole `a.b`, whose last name it is. */
  readonly start: number;
  readonly end: number;
  readonly name: { readonly start: number; readonly end: number };
  /** It is the receiver of `.train()` or `.eval()`. */
  readonly switched: boolean;
}

function expressionAt(file: ParsedPython, offset: number): Found | null {
  const name = identifierAt(file, offset);
  if (!name?.parent || name.text === "self") return null;
  const isMember = name.parent.type === "attribute" && name.parent.childForFieldName("attribute")?.id === name.id;
  const whole = isMember ? name.parent : name;
  const next = whole.parent?.type === "attribute" ? whole.parent.childForFieldName("attribute")?.text : undefined;
  const called = whole.parent?.parent?.type === "call";
  return {
    start: whole.startIndex,
    end: whole.endIndex,
    name: { start: name.startIndex, end: name.endIndex },
    switched: called && (next === "train" || next === "eval"),
  };
}

interface Context {
  readonly syntax: Syntax;
  readonly text: string;
  readonly flow: FlowFacts;
  readonly placeName: (offset: number) => string;
}

function textOf(context: Context, { start, end, switched }: Found): HoverText | null {
  const { flow, text } = context;
  const models = flow.reads.map((read) => surely(context, read));
  if (models.length === 0 || models.includes(null)) return null;
  const kind = joinKinds(models.map((model) => flow.models[wholeOf(flow.models, model!)]!.kind));
  const modes = flow.reads.reduce<readonly Mode[]>((all, read) => joinModes(all, read.modes), []);
  const ways = modeName(modes);
  const when = switched ? "before this call" : "here";
  const rows: Row[] = [
    ...modes.slice(0, MOST_REASONS).map((mode, i): Row => [i === 0 ? "Because" : "Or", reason(context, mode)]),
    ["Batch norm", [presence(kind.batchNorm, BATCH_NORM[ways])]],
    ["Dropout", [presence(kind.dropout, DROPOUT[ways])]],
  ];
  return {
    title: `${short(text.slice(start, end))} is in ${ways} mode ${when}`,
    rows: rows.map(([label, pieces]) => ({ label, pieces })),
    links: kind.framework === "torch" ? [TORCH] : [],
  };
}

const MOST_REASONS = 4;
const TORCH = {
  label: "PyTorch documentation",
  url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train",
};

/** The model that an expression stands for; null where that is not sure, or its mode is not. */
function surely({ syntax, flow }: Context, read: ModelRead): number | null {
  const model = read.model === null ? undefined : flow.models[read.model];
  if (!model || !read.modes.every((mode) => isSettled({ syntax }, read, mode))) return null;
  const { kind, parent, id } = model;
  // Any name of a model may be a part of it; what is put into a mode is one.
  if (parent !== null && !flow.events.some((event) => event.kind === "mode" && event.model === id)) return null;
  // Losses and the like are modules, too.
  const bare = model.class === null && kind.batchNorm === "no" && kind.dropout === "no";
  return bare && model.name !== "Sequential" ? null : id;
}

type Ways = "training" | "evaluation" | "training or evaluation";

function modeName(modes: readonly Mode[]): Ways {
  const train = modes.some(({ mode }) => mode === "train");
  const both = train && modes.some(({ mode }) => mode === "eval");
  return both ? "training or evaluation" : train ? "training" : "evaluation";
}

const BATCH_NORM: Readonly<Record<Ways, string>> = {
  training: "normalizes with the batch's statistics and moves its running ones",
  evaluation: "normalizes with its running statistics, which stay as they are",
  "training or evaluation": "normalizes with the batch's statistics or with its running ones",
};
const DROPOUT: Readonly<Record<Ways, string>> = {
  training: "on",
  evaluation: "off",
  "training or evaluation": "on or off",
};

function presence(has: "yes" | "no" | "unknown", effect: string): string {
  if (has === "no") return "none in this model";
  return has === "yes" ? effect : `if there is any: ${effect}`;
}

/** What brought a model into a mode, and where. */
function reason({ text, placeName }: Context, mode: Mode): Piece[] {
  const here = placeHere(mode);
  const inMode = `${mode.mode === "train" ? "training" : "evaluation"} mode`;
  if (!here) return [`${mode.site.file} leaves it in ${inMode}`];
  const code = { code: short(text.slice(here.start, here.end)) };
  const place = placeName(here.start);
  if (!isHere(mode.site)) return [code, ` in ${place} leads to ${mode.site.file}, which puts it into ${inMode}`];
  const caller = mode.calls.findLast(isHere);
  const called = caller ? `, called in ${placeName(placeOf(caller).start)},` : "";
  const does = mode.how === "called" ? "puts" : "leaves";
  return [code, ` in ${place}${called} ${does} it ${does === "puts" ? "into" : "in"} ${inMode}`];
}

/** What a person calls a place. */
function placeIn(text: string, cells: readonly HoverCell[], offset: number): string {
  const cell = cells.findLast(({ start }) => start <= offset);
  const line = `line ${text.slice(cell?.start ?? 0, offset).split("\n").length}`;
  return cell ? `cell ${cell.number}, ${line}` : line;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

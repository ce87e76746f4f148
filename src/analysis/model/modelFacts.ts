import type { FilesAround } from "../flow/walk";
import type { ParsedPython } from "../parse";
import { resolveUnpatched } from "../resolve";
import { scopeAt } from "../scopes";
import { field, nodesOf, type Syntax } from "../syntax";
import { chain } from "./callModule";
import { apply } from "./calls";
import { runClass } from "./classRun";
import { evaluate } from "./expressions";
import type { Construction, Graph, Known, ModelFacts, ModuleClass } from "./facts";
import { bindUnknown } from "./functions";
import { optionsOf } from "./known";
import { draftOf, type Machine } from "./machine";
import { nameOf } from "./names";
import { operate } from "./operations";
import { ownClasses } from "./ownClasses";
import { NO_SHAPE } from "./shape";
import { execute } from "./statements";
import { frameOf, unit } from "./units";

/** What is known of the models in a file. Never throws; broken code has fewer facts. */
export function modelFacts(file: ParsedPython, files?: FilesAround): ModelFacts {
  const { syntax } = file;
  const resolve = (names: readonly string[], offset: number) => resolveUnpatched(names, scopeAt(file.module, offset));
  const machine: Machine = {
    text: file.text,
    module: file.module,
    names: new Map(),
    meanings: new Map(),
    classes: ownClasses(syntax, file.text, resolve),
    constructions: [],
    entered: new Set(),
    steps: 0,
    depth: 0,
    ids: 1,
    evaluate: (node, frame) => evaluate(machine, node, frame),
    execute: (statements, frame) => execute(machine, statements, frame),
    apply: (callee, call, site, frame) => apply(machine, callee, call, site, frame),
  };
  const graphs: Graph[] = [];
  const classes: ModuleClass[] = [];
  runFile(machine, syntax, graphs);
  for (const own of machine.classes.values()) {
    const found = runClass(machine, own, graphs);
    if (found) classes.push(found);
  }
  runFunctions(machine, syntax, graphs);
  runContainers(machine, graphs);
  return { text: file.text, syntax, classes, graphs, constructions: machine.constructions, resolve, files };
}

/** The file's own statements; what they leave in names that have one meaning is known everywhere. */
function runFile(machine: Machine, syntax: Syntax, graphs: Graph[]): void {
  for (const kind of ["class", "function"] as const) {
    for (const node of nodesOf(syntax, `${kind}_definition`)) {
      const name = nameOf(machine, node);
      if (isTop(machine, node)) machine.names.set(name, { kind, node, name });
    }
  }
  const frame = frameOf("file", "", null);
  unit(machine, frame, graphs, () => void machine.execute(syntax.children, frame));
  for (const [name, known] of frame.env) {
    if (machine.module.bindings.get(name)?.length === 1 && LASTING.has(known.kind)) machine.names.set(name, known);
  }
}

const LASTING: ReadonlySet<Known["kind"]> = new Set<Known["kind"]>([
  "number",
  "boolean",
  "text",
  "none",
  "list",
  "dictionary",
  "foreign",
  "class",
  "function",
  "partial",
  "module",
]);

/** Whether a definition is the file's only one of its name. */
function isTop(machine: Machine, node: Syntax): boolean {
  const scope = scopeAt(machine.module, node.start);
  return scope === machine.module && machine.module.bindings.get(nameOf(machine, node))?.length === 1;
}

/** Functions that nothing before has called, the last one first, since those below call those above. */
function runFunctions(machine: Machine, syntax: Syntax, graphs: Graph[]): void {
  const methods = new Set([...machine.classes.values()].flatMap(({ methods }) => [...methods.values()]));
  for (const node of nodesOf(syntax, "function_definition").toReversed()) {
    if (methods.has(node) || machine.entered.has(node)) continue;
    const frame = { ...frameOf("function", nameOf(machine, node), null), stack: [node] };
    unit(machine, frame, graphs, () => {
      bindUnknown(machine, node, frame, false);
      machine.execute(field(node, "body")?.children ?? [], frame);
    });
  }
}

/** `self.up[0](x)`: what is called layer by layer need not be one chain. */
function isTakenApart({ children }: Construction): boolean {
  return children.some(({ value }) =>
    optionsOf(value).some((option) => option.kind === "module" && option.construction.uses.length > 0),
  );
}

/** Containers that nothing calls as a whole, the outermost first. */
function runContainers(machine: Machine, graphs: Graph[]): void {
  for (const construction of machine.constructions.toReversed()) {
    if (construction.spec?.kind !== "container" || construction.spec.name !== "Sequential") continue;
    if (construction.followed || construction.children.length === 0 || isTakenApart(construction)) continue;
    draftOf(construction).followed = true;
    const frame = frameOf("container", construction.attribute ?? construction.name, construction.within);
    unit(machine, frame, graphs, () => {
      const parts = { kind: "input" as const, name: "input", place: construction.place, inputs: [], shape: NO_SHAPE };
      const output = chain(machine, construction.children, operate(machine, frame, parts), construction.place, frame);
      if (output.kind === "tensor") {
        operate(machine, frame, { ...parts, kind: "return", name: "return", inputs: [output.value], shape: null });
      }
    });
  }
}

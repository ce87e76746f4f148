import type { Syntax } from "../syntax";
import { branch, branchOptions, mergeKnown } from "./branches";
import type { Call, Child, Construction, Known, Place, Value } from "./facts";
import { keywordsOf, NO_KEYWORDS, optionsOf, tensorsIn, UNKNOWN, valuesOf } from "./known";
import { layerShape } from "./layerShapes";
import { emptyList, item } from "./lists";
import { draftOf, type Flow, type Frame, type Machine } from "./machine";
import { addInput, giveAway, letEscape, operate } from "./operations";
import { commonShape, NO_SHAPE } from "./shape";

/** A layer is called. A `Sequential` is followed through its layers. */
export function callModule(
  machine: Machine,
  construction: Construction,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const draft = draftOf(construction);
  const values = valuesOf(call);
  for (const value of values) if (tensorsIn(value).length === 0) letEscape(value);
  if (construction.spec?.kind === "container") {
    if (construction.spec.name !== "Sequential") return giveAway(machine, frame, values, construction.name, site);
    draft.followed = true;
    return chain(machine, construction.children, values[0] ?? UNKNOWN, construction.place, frame);
  }
  const inputs = inputsOf(machine, frame, values, site);
  const spec = construction.spec;
  const shape = spec ? shapeFor(construction, inputs) : NO_SHAPE;
  const output = operate(machine, frame, {
    kind: "module",
    name: construction.name,
    place: site,
    inputs,
    spec,
    construction,
    positional: call.positional.map(({ value }) => value),
    keywords: keywordsOf(call),
    shape,
  });
  if (spec?.framework === "torch" && (spec.kind === "recurrent" || spec.kind === "attention")) {
    const pair = emptyList(frame, site, true);
    pair.items.push(item(output, [], site), item(UNKNOWN, [], site));
    return pair;
  }
  return output;
}

/** Layers one after the other. Those that stand under conditions may be passed by, those in a loop come again. */
export function chain(machine: Machine, children: readonly Child[], input: Known, place: Place, frame: Frame): Known {
  let value = input;
  for (let i = 0; i < children.length; ) {
    const child = children[i]!;
    const [step] = child.path;
    if (!step) {
      value = link(machine, child, value, frame);
      i++;
      continue;
    }
    let end = i + 1;
    while (children[end]?.path[0]?.id === step.id) end++;
    value = turn(machine, children.slice(i, end), value, place, frame);
    i = end;
  }
  return value;
}

/** Layers under one branch or loop. */
function turn(machine: Machine, children: readonly Child[], input: Known, place: Place, frame: Frame): Known {
  const step = children[0]!.path[0]!;
  const inner = (arm: number) =>
    children.filter(({ path }) => path[0]!.arm === arm).map((child) => ({ ...child, path: child.path.slice(1) }));
  if (!step.loop) {
    const results: Known[] = [input];
    const arms = [...new Set(children.map(({ path }) => path[0]!.arm))].map((arm) => ({
      condition: children.find(({ path }) => path[0]!.arm === arm)!.path[0]!.condition,
      run: (): Flow => {
        results.push(chain(machine, inner(arm), input, place, frame));
        return "next";
      },
    }));
    branch(machine, frame, arms.length > 1 ? arms : [...arms, { condition: null, run: () => "next" }], place);
    return mergeKnown(machine, frame, results, place);
  }
  const [first] = tensorsIn(input);
  const entry = first
    ? operate(machine, frame, { kind: "merge", name: "loop", place, inputs: tensorsIn(input), shape: NO_SHAPE })
    : input;
  const outer = frame.path;
  frame.path = [...outer, { ...step, id: machine.ids++ }];
  const output = chain(machine, inner(step.arm), entry, place, frame);
  frame.path = outer;
  if (entry.kind === "tensor") {
    for (const value of tensorsIn(output)) if (value !== entry.value) addInput(entry.value.producer, value);
  }
  return mergeKnown(machine, frame, [input, output], place);
}

function link(machine: Machine, child: Child, input: Known, frame: Frame): Known {
  const site: Syntax = { type: "call", ...child.place, field: null, children: [], broken: false };
  const call: Call = {
    positional: [{ value: input, place: child.place, splat: false }],
    keywords: NO_KEYWORDS,
    open: false,
  };
  const options = optionsOf(child.value);
  if (options.length === 1) return callOption(machine, child.value, call, site, frame, [input]);
  const one = (option: Known) => callOption(machine, option, call, site, frame, [input]);
  return branchOptions(machine, frame, options, one, child.place);
}

function callOption(
  machine: Machine,
  of: Known,
  call: Call,
  site: Syntax,
  frame: Frame,
  given: readonly Known[],
): Known {
  if (of.kind === "module" || of.kind === "foreign" || of.kind === "function")
    return machine.apply(of, call, site, frame);
  const result = giveAway(machine, frame, given, "unknown", site);
  if (result.kind !== "unknown") return result;
  return operate(machine, frame, { kind: "unknown", name: "unknown", place: site, inputs: [], shape: NO_SHAPE });
}

/** One tensor for each argument that may be one. */
export function inputsOf(machine: Machine, frame: Frame, values: readonly Known[], site: Place): Value[] {
  return values.flatMap((value) => {
    if (value.kind !== "either") return tensorsIn(value);
    const merged = mergeKnown(machine, frame, value.options, site);
    return tensorsIn(merged);
  });
}

function shapeFor({ spec, arguments: args }: Construction, inputs: readonly Value[]): ReturnType<typeof layerShape> {
  if (!spec) return NO_SHAPE;
  if (spec.kind === "merge")
    return spec.name === "Concatenate" || inputs.length === 0
      ? NO_SHAPE
      : inputs.map(({ shape }) => shape).reduce(commonShape);
  return layerShape(spec, args, inputs[0]?.shape ?? NO_SHAPE);
}

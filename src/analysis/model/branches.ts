import { copyMap } from "../copyMap";
import type { Syntax } from "../syntax";
import type { Known, Place } from "./facts";
import { eitherOf, sameConstant, tensorsIn, UNKNOWN } from "./known";
import type { Flow, Frame, Machine } from "./machine";
import { mergeTensors } from "./operations";
import { negated, type Step } from "./path";
import { commonShape, NO_SHAPE } from "./shape";

/** One way on from a branch. */
export interface Arm {
  readonly condition: string | null;
  readonly run: () => Flow;
}

/** What is known of names and of the object's attributes. */
interface State {
  readonly env: Map<string, Known>;
  readonly attributes: Map<string, Known> | null;
}

/** Follows every arm from the same state and puts together what they leave. What one arm leaves alone goes on as it was. */
export function branch(machine: Machine, frame: Frame, arms: readonly Arm[], place: Place): Flow {
  const id = machine.ids++;
  const [before, path] = [stateOf(frame), frame.path];
  const live: { state: State; step: Step }[] = [];
  for (const [arm, { condition, run }] of arms.entries()) {
    const step: Step = { id, arm, loop: false, condition };
    setState(frame, copyOf(before));
    frame.path = [...path, step];
    if (run() === "next") live.push({ state: stateOf(frame), step });
  }
  frame.path = path;
  if (live.length === 0) {
    setState(frame, before);
    return "exit";
  }
  setState(
    frame,
    mergeStates(
      machine,
      frame,
      live.map(({ state }) => state),
      place,
    ),
  );
  if (live.length === 1 && arms.length > 1) frame.path = [...path, live[0]!.step];
  return "next";
}

/** `yes if condition else no`. */
export function branchExpression(
  machine: Machine,
  frame: Frame,
  condition: string,
  yes: Syntax,
  no: Syntax,
  place: Place,
): Known {
  const results: Known[] = [];
  const arm = (node: Syntax) => (): Flow => {
    results.push(machine.evaluate(node, frame));
    return "next";
  };
  const plain = plainCondition(condition);
  branch(
    machine,
    frame,
    [
      { condition: plain, run: arm(yes) },
      { condition: negated(plain), run: arm(no) },
    ],
    place,
  );
  return mergeKnown(machine, frame, results, place);
}

/** Calls one of several, each in an arm of its own. */
export function branchOptions(
  machine: Machine,
  frame: Frame,
  options: readonly Known[],
  call: (option: Known) => Known,
  place: Place,
): Known {
  const results: Known[] = [];
  const arms = options.map((option) => ({
    condition: null,
    run: (): Flow => {
      results.push(call(option));
      return "next";
    },
  }));
  frame.choices++;
  branch(machine, frame, arms, place);
  frame.choices--;
  return mergeKnown(machine, frame, results, place);
}

/** A condition as one line; null where it is too long to be compared with others, or joins several. */
export function plainCondition(text: string): string | null {
  const line = text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\((.*)\)$/, "$1");
  return line.length > 100 || /\b(and|or)\b/.test(line) ? null : line;
}

/** One of several states, name by name. */
export function mergeStates(machine: Machine, frame: Frame, states: readonly State[], place: Place): State {
  const [first] = states;
  if (states.length === 1) return first!;
  const attributes =
    first!.attributes &&
    mergeMaps(
      machine,
      frame,
      states.map((state) => state.attributes!),
      place,
    );
  return {
    env: mergeMaps(
      machine,
      frame,
      states.map(({ env }) => env),
      place,
    ),
    attributes,
  };
}

/** A name that only some ways bind has their value: the others could not read it. */
function mergeMaps(
  machine: Machine,
  frame: Frame,
  maps: readonly Map<string, Known>[],
  place: Place,
): Map<string, Known> {
  const [first, ...others] = maps;
  const merged = copyMap(first!);
  const different = new Set<string>();
  for (const other of others) {
    for (const name of other.keys()) if (merged.get(name) !== other.get(name)) different.add(name);
  }
  for (const name of different) {
    const values = maps.flatMap((map) => map.get(name) ?? []);
    merged.set(name, mergeKnown(machine, frame, values, place));
  }
  return merged;
}

/** One of several values. */
export function mergeKnown(machine: Machine, frame: Frame, values: readonly Known[], place: Place): Known {
  const [first, ...rest] = values;
  if (!first) return UNKNOWN;
  if (rest.every((value) => sameConstant(value, first) && value.kind !== "list")) {
    return values.find((value) => "byDefault" in value && value.byDefault) ?? first;
  }
  if (!values.some((value) => tensorsIn(value).length > 0)) return values.reduce(eitherOf);
  if (values.some((value) => value.kind === "list" || value.kind === "dictionary")) return values.reduce(eitherOf);
  const tensors = values.flatMap((value) => tensorsIn(value));
  const sure = values.every(({ kind }) => kind === "tensor");
  const shape = sure ? tensors.map((tensor) => tensor.shape).reduce(commonShape) : NO_SHAPE;
  return mergeTensors(machine, frame, tensors, shape, place);
}

export function stateOf(frame: Frame): State {
  return { env: frame.env, attributes: frame.self?.attributes ?? null };
}

export function copyOf({ env, attributes }: State): State {
  return { env: copyMap(env), attributes: attributes && copyMap(attributes) };
}

export function setState(frame: Frame, { env, attributes }: State): void {
  frame.env = env;
  if (frame.self && attributes) frame.self.attributes = attributes;
}

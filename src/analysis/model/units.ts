import type { Graph, ModuleClass } from "./facts";
import { draftOf, type Frame, type Machine, type Self } from "./machine";

/** An empty frame for something that nobody calls. */
export function frameOf(kind: Graph["kind"], name: string, of: ModuleClass | null, self: Self | null = null): Frame {
  return {
    env: new Map(),
    path: [],
    graph: { kind, name, class: of, operations: [] },
    self,
    constructing: kind === "constructor",
    stack: [],
    calls: [],
    returns: [],
    leaves: [],
    choices: 0,
  };
}

/**
 * Runs a method, function or container. Where it takes too many steps, consumers of its tensors would be missing: its
 * graph is left out, and nothing is said of what its layers are used for.
 */
export function unit(machine: Machine, frame: Frame, graphs: Graph[], run: () => void): void {
  machine.steps = MAX_STEPS;
  machine.depth = 0;
  run();
  if (machine.steps >= 0) {
    if (frame.graph.operations.length > 0) graphs.push(frame.graph);
    return;
  }
  for (const { construction, inputs } of frame.graph.operations) {
    if (construction) draftOf(construction).escapes = true;
    for (const { producer } of inputs) if (producer.construction) draftOf(producer.construction).escapes = true;
  }
}

const MAX_STEPS = 60_000;

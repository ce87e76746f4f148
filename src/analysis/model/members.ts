import type { Syntax } from "../syntax";
import type { Construction, Known } from "./facts";
import { asDefault, eitherOf, optionsOf, UNKNOWN } from "./known";
import { draftOf, type Frame, type Machine } from "./machine";
import { operate } from "./operations";
import { methodNamed } from "./ownClasses";
import { NO_SHAPE } from "./shape";

/** `of.name`, read and not called. */
export function memberOf(machine: Machine, of: Known, name: string, node: Syntax, frame: Frame): Known {
  switch (of.kind) {
    case "self":
      return ownMember(frame, name);
    case "foreign":
      return { ...of, qualified: `${of.qualified}.${name}` };
    case "tensor":
      if (PLAIN.has(name)) return UNKNOWN;
      return operate(machine, frame, { kind: "index", name, place: node, inputs: [of.value], shape: NO_SHAPE });
    case "module":
      return moduleMember(of.construction, name);
    case "class":
      return classMember(machine, of, name, frame);
    case "either":
      return optionsOf(of)
        .map((option) => memberOf(machine, option, name, node, frame))
        .reduce(eitherOf);
    default:
      return UNKNOWN;
  }
}

/** A layer in a container, by its index or name. */
export function childOf(_machine: Machine, construction: Construction, key: Known): Known {
  const { children } = construction;
  if (key.kind === "text") return children.find(({ name }) => name === key.value)?.value ?? UNKNOWN;
  const certain = children.every(({ path }) => path.length === 0);
  if (key.kind === "number" && certain) return children.at(key.value)?.value ?? UNKNOWN;
  for (const { value } of children) if (value.kind === "module") draftOf(value.construction).escapes = true;
  return UNKNOWN;
}

function ownMember(frame: Frame, name: string): Known {
  const known = frame.self?.attributes.get(name);
  if (known) return known;
  return frame.self && methodNamed(frame.self.own, name) ? { kind: "member", of: { kind: "self" }, name } : UNKNOWN;
}

/** Layers keep most of what they are given under the same name. */
function moduleMember(construction: Construction, name: string): Known {
  const child = construction.children.find((candidate) => candidate.name === name);
  if (child) return child.value;
  const argument = KEPT.has(name) ? construction.arguments.get(name) : undefined;
  return argument?.value ?? UNKNOWN;
}

const KEPT: ReadonlySet<string> = new Set(
  "in_channels out_channels in_features out_features num_features num_channels num_groups hidden_size input_size embedding_dim".split(
    " ",
  ),
);

function classMember(machine: Machine, of: Known & { kind: "class" }, name: string, frame: Frame): Known {
  const own = machine.classes.get(of.node.start);
  for (const statement of own?.body ?? []) {
    const assignment = statement.children[0];
    if (statement.type !== "expression_statement" || assignment?.type !== "assignment") continue;
    const [left, right] = [
      assignment.children.find((c) => c.field === "left"),
      assignment.children.find((c) => c.field === "right"),
    ];
    if (left && right && machine.text.slice(left.start, left.end) === name)
      return asDefault(machine.evaluate(right, frame));
  }
  return UNKNOWN;
}

/** What is read of a tensor and is none. */
const PLAIN: ReadonlySet<string> = new Set("shape dtype device ndim is_cuda requires_grad size dim layout".split(" "));

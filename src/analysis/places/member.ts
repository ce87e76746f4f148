import { callFunction } from "./call";
import { lineOf, methodNamed } from "./classes";
import { lookUp } from "./named";
import { type ClassThing, either, NOTHING, OPEN, one, type Possible, type Thing } from "./possible";
import { type Frame, frameOf, type Walk } from "./walk";

/** `of.name` */
export function member(walk: Walk, of: Possible, name: string, frame: Frame): Possible {
  if (of.things.length === 0) return OPEN;
  const found = of.things.map((thing) => memberOf(walk, thing, name, frame));
  return of.open ? either(...found, OPEN) : either(...found);
}

function memberOf(walk: Walk, thing: Thing, name: string, frame: Frame): Possible {
  switch (thing.kind) {
    case "file":
      return walk.nameOf(thing.home, name) ?? OPEN;
    case "foreign":
      return walk.imported(`${thing.name}.${name}`, frame.home);
    case "class":
      return inClass(walk, thing, name) ?? OPEN;
    case "object":
      return ofObject(walk, thing, name, frame);
    case "super":
      return ofSuper(walk, thing, name);
    default:
      return one({ kind: "member", of: thing, name });
  }
}

/** What a class's body, or those of its bases, say that a name is. */
function inClass(walk: Walk, of: ClassThing, name: string): Possible | null {
  const { own, foreign } = lineOf(walk, of);
  for (const owner of own) {
    const method = owner.of.methods[name];
    if (method) return one({ kind: "function", of: method, home: owner.home, closure: null, made: null, owner });
    for (const step of owner.of.steps.toReversed()) {
      if (step.kind !== "assign" || !step.targets.some((target) => target.kind === "name" && target.name === name))
        continue;
      return walk.evaluate(step.value, frameOf(owner.home, owner.home.names));
    }
  }
  const [base] = foreign;
  return base && name === "__init__" ? one({ kind: "foreign", name: `${base}.__init__` }) : null;
}

function ofObject(walk: Walk, thing: Thing & { kind: "object" }, name: string, frame: Frame): Possible {
  const { made } = thing;
  walk.construct(made);
  const { value, sure } = lookUp(made, name);
  if (sure) return value;
  const plain = one({ kind: "member", of: thing, name });
  const { of } = made;
  if (of?.kind !== "class") return value.things.length > 0 ? either(value, OPEN) : plain;
  const found = methodNamed(walk, of, name);
  if (found) {
    const { owner, method } = found;
    const bound = { kind: "function", of: method, home: owner.home, closure: null, made, owner } as const;
    const isProperty = method.decorators.some((one) => one.kind === "name" && /property$/.test(one.name));
    const isOfClass = method.decorators.some((one) => one.kind === "name" && one.name === "classmethod");
    if (isOfClass) return OPEN;
    return either(value, isProperty ? callFunction(walk, bound, [], frame) : one(bound));
  }
  const inherited = inClass(walk, of, name);
  // Somebody may derive a class that has another.
  if (inherited) return made.place === null ? either(value, inherited, OPEN) : either(value, inherited);
  if (value.things.length > 0 || value.open) return either(value, made.open ? OPEN : NOTHING);
  return made.open ? either(plain, OPEN) : plain;
}

function ofSuper(walk: Walk, thing: Thing & { kind: "super" }, name: string): Possible {
  if (name !== "__init__") {
    for (const owner of lineOf(walk, thing.of).own.slice(1)) {
      const method = owner.of.methods[name];
      const { made } = thing;
      if (method) return one({ kind: "function", of: method, home: owner.home, closure: null, made, owner });
    }
  }
  return one({ kind: "member", of: thing, name });
}

import { JAX_ACTIVATIONS } from "../frameworks/flaxModules";
import { ROOTS } from "../frameworks/kerasLayers";
import type { LayerSpec } from "../frameworks/layerSpec";
import { specNamed } from "../frameworks/specs";
import { field, type Syntax } from "../syntax";
import { branchOptions } from "./branches";
import { callBuiltin } from "./builtins";
import { callModule, inputsOf } from "./callModule";
import { bindArguments, construct } from "./construct";
import type { Argument, Call, Known } from "./facts";
import { enter } from "./functions";
import { isDefault, keywordsOf, modulesIn, NO_KEYWORDS, optionsOf, tensorsIn, UNKNOWN, valuesOf } from "./known";
import { layerShape } from "./layerShapes";
import { draftOf, type Frame, type Machine, textOf } from "./machine";
import { callMethod } from "./methods";
import { lookUpDotted } from "./names";
import { giveAway, operate } from "./operations";
import { NO_SHAPE, type Shape } from "./shape";
import { methodShape } from "./tensorShapes";

/** A call, whatever is called. */
export function evaluateCall(machine: Machine, node: Syntax, frame: Frame): Known {
  const callee = field(node, "function");
  if (!callee) return UNKNOWN;
  const whole = callee.type === "attribute" ? lookUpDotted(machine, callee, frame) : null;
  if (whole || callee.type !== "attribute") {
    const of = whole ?? machine.evaluate(callee, frame);
    return machine.apply(of, readCall(machine, node, frame), node, frame);
  }
  const [object, name] = [field(callee, "object"), field(callee, "attribute")];
  const of = object ? machine.evaluate(object, frame) : UNKNOWN;
  const call = readCall(machine, node, frame);
  return callMethod(machine, of, name ? textOf(machine, name) : "", call, node, frame);
}

function readCall(machine: Machine, node: Syntax, frame: Frame): Call {
  const list = field(node, "arguments");
  const positional: Call["positional"][number][] = [];
  let keywords: Map<string, Argument> | null = null;
  let open = list?.broken ?? true;
  for (const child of list?.type === "argument_list" ? list.children : list ? [list] : []) {
    const place = { start: child.start, end: child.end };
    if (child.type === "keyword_argument") {
      const [name, value] = [field(child, "name"), field(child, "value")];
      if (!name || !value) continue;
      const at = { start: value.start, end: value.end };
      keywords ??= new Map();
      keywords.set(textOf(machine, name), {
        value: machine.evaluate(value, frame),
        given: "keyword",
        place: at,
        whole: place,
      });
    } else if (child.type === "dictionary_splat") {
      const value = machine.evaluate(child, frame);
      if (value.kind !== "dictionary" || value.open) open = true;
      else {
        keywords ??= new Map();
        for (const [name, entry] of value.entries)
          keywords.set(name, { value: entry, given: "keyword", place, whole: place });
      }
    } else {
      const value = machine.evaluate(child, frame);
      if (child.type !== "list_splat") positional.push({ value, place, splat: false });
      else if (value.kind === "list" && !value.open && value.items.every(({ path }) => path.length === 0)) {
        for (const { value: entry } of value.items) positional.push({ value: entry, place, splat: false });
      } else positional.push({ value, place, splat: true });
    }
  }
  return { positional, keywords: keywords ?? NO_KEYWORDS, open };
}

/** Calls a value with arguments. */
export function apply(machine: Machine, callee: Known, call: Call, site: Syntax, frame: Frame): Known {
  if (machine.steps-- < 0) return UNKNOWN;
  switch (callee.kind) {
    case "foreign":
      return callForeign(machine, callee, call, site, frame);
    case "class":
      return construct(machine, { spec: null, own: callee.name, certain: true }, call, site, frame);
    case "function":
      return (
        enter(machine, callee.node, call, site, frame, null) ??
        giveAway(machine, frame, valuesOf(call), callee.name, site)
      );
    case "partial":
      return machine.apply(callee.of, joined(callee.call, call), site, frame);
    case "module":
      return callModule(machine, callee.construction, call, site, frame);
    case "member":
      return callMethod(machine, callee.of, callee.name, call, site, frame);
    case "either":
      return callOneOf(machine, callee.options, call, site, frame);
    case "self":
      return callMethod(machine, callee, "forward", call, site, frame);
    default:
      return lost(machine, frame, call, "unknown", site);
  }
}

/** What an unknown function gives is a tensor where it stands for a layer that was given one. */
function lost(machine: Machine, frame: Frame, call: Call, name: string, site: Syntax): Known {
  return giveAway(machine, frame, valuesOf(call), name, site);
}

function callOneOf(machine: Machine, options: readonly Known[], call: Call, site: Syntax, frame: Frame): Known {
  const one = (option: Known) => uncertain(machine.apply(option, call, site, frame), option);
  return branchOptions(machine, frame, options, one, site);
}

/** A construction is not certain where its class is one of several. */
function uncertain(result: Known, callee: Known): Known {
  const constructs = callee.kind === "foreign" || callee.kind === "class" || callee.kind === "partial";
  if (result.kind === "module" && constructs) (draftOf(result.construction) as { certain: boolean }).certain = false;
  return result;
}

/** `partial(f, a)(b)` is `f(a, b)`. */
function joined(first: Call, then: Call): Call {
  return {
    positional: [...first.positional, ...then.positional],
    keywords: new Map([...first.keywords, ...then.keywords]),
    open: first.open || then.open,
  };
}

function callForeign(
  machine: Machine,
  callee: Known & { kind: "foreign" },
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const { qualified } = callee;
  const spec = specNamed(qualified);
  if (spec?.functional) return callFunction(machine, spec, qualified, call, site, frame);
  if (spec) return construct(machine, { spec, own: null, certain: !isDefault(callee) }, call, site, frame);
  if (qualified === "functools.partial") return partial(call);
  if (WRAPPERS.test(qualified)) return wrapped(qualified, call);
  if (CHECKPOINT.test(qualified)) return checkpointed(machine, call, site, frame);
  if (INPUTS.has(qualified)) {
    return operate(machine, frame, { kind: "input", name: "Input", place: site, inputs: [], shape: NO_SHAPE });
  }
  const built = callBuiltin(machine, qualified, call, site, frame);
  if (built) return built;
  return tensorFunction(machine, qualified, call, site, frame);
}

function callFunction(machine: Machine, spec: LayerSpec, name: string, call: Call, site: Syntax, frame: Frame): Known {
  const args = bindArguments(spec, call);
  const first = args.get("input")?.value ?? UNKNOWN;
  const inputs = inputsOf(machine, frame, valuesOf(call), site);
  const given = tensorsIn(first)[0]?.shape ?? NO_SHAPE;
  const shape =
    spec.kind === "conv" || spec.kind === "linear" || spec.kind === "embedding"
      ? bareShape(spec, given)
      : layerShape(spec, args, given);
  const named = new Map<string, Known>();
  for (const [key, { value, given: how }] of args) if (how) named.set(key, value);
  return operate(machine, frame, {
    kind: "function",
    name,
    spec,
    place: site,
    inputs,
    positional: [],
    keywords: named,
    shape,
  });
}

/** The weights of a function are tensors, whose sizes are not known. */
function bareShape(spec: LayerSpec, input: Shape): Shape {
  if (spec.kind === "conv") return { rank: spec.rank! + 2, sizes: new Map(), features: 1 };
  return spec.kind === "linear"
    ? { rank: input.rank, sizes: new Map(), features: input.rank === null ? -1 : input.rank - 1 }
    : NO_SHAPE;
}

function partial(call: Call): Known {
  const [of, ...rest] = call.positional;
  if (!of) return UNKNOWN;
  const options = optionsOf(of.value).map(
    (option): Known => ({ kind: "partial", of: option, call: { ...call, positional: rest } }),
  );
  return options.length === 1 ? options[0]! : { kind: "either", options };
}

/** `spectral_norm(layer)` is the layer with other weights. */
function wrapped(qualified: string, call: Call): Known {
  const first = call.positional[0]?.value ?? UNKNOWN;
  for (const construction of modulesIn(first)) draftOf(construction).wrappers.push(qualified.split(".").at(-1)!);
  return first;
}

/** `checkpoint(f, x)` calls `f(x)`. */
function checkpointed(machine: Machine, call: Call, site: Syntax, frame: Frame): Known {
  const [of, ...rest] = call.positional;
  return of ? machine.apply(of.value, { ...call, positional: rest, keywords: NO_KEYWORDS }, site, frame) : UNKNOWN;
}

/** torch's functions of the names that tensors' methods have, concatenation, and all others. */
function tensorFunction(machine: Machine, qualified: string, call: Call, site: Syntax, frame: Frame): Known {
  const values = valuesOf(call);
  const inputs = inputsOf(machine, frame, values, site);
  if (inputs.length === 0) return giveAway(machine, frame, values, qualified, site);
  for (const value of values) for (const construction of modulesIn(value)) draftOf(construction).escapes = true;
  const keywords = keywordsOf(call);
  const rest = call.positional.some(({ splat }) => splat)
    ? [UNKNOWN]
    : call.positional.slice(1).map(({ value }) => value);
  const name = qualified.split(".").at(-1)!;
  const known = qualified.startsWith("torch.");
  const elementwise =
    /^(jax\.nn|flax\.linen|flax\.nnx|tensorflow\.nn|tensorflow\.keras\.activations|keras\.activations|keras\.ops)\.\w+$/.test(
      qualified,
    );
  const same = elementwise && JAX_ACTIVATIONS.has(name);
  const shape = same
    ? inputs[0]!.shape
    : known && call.positional[0]?.value.kind === "tensor"
      ? methodShape(name, inputs[0]!.shape, rest, keywords)
      : NO_SHAPE;
  return operate(machine, frame, {
    kind: "function",
    name: qualified,
    place: site,
    inputs,
    positional: rest,
    keywords,
    shape,
  });
}

const WRAPPERS =
  /^torch\.nn\.utils\.(parametrizations\.)?(spectral_norm|weight_norm|parametrize|orthogonal|\w+\.\w*(spectral|weight)_norm)$|^torch\.nn\.utils\.(spectral|weight)_norm\.(spectral|weight)_norm$/;
const CHECKPOINT = /^torch\.utils\.checkpoint\.checkpoint$/;
const INPUTS: ReadonlySet<string> = new Set(ROOTS().flatMap((root) => [`${root}.Input`, `${root}.layers.Input`]));

import { specNamed } from "../frameworks/specs";
import { dictionary } from "./builtIn";
import { containerNamed, fill } from "./containers";
import { frozen } from "./frozen";
import {
  type CallPlace,
  type Given,
  type Made,
  NONE,
  OPEN,
  objectsIn,
  one,
  type Possible,
  type Thing,
} from "./possible";
import { type Frame, loopStep, put, type Walk } from "./walk";

/** What a function or class of another package returns: an object that is made here, or what it was given. */
export function foreignCall(
  walk: Walk,
  name: string,
  given: readonly Given[],
  place: CallPlace,
  frame: Frame,
): Possible {
  const values = given.filter((one) => one.name === null).map(({ value }) => value);
  const [first] = values;
  if (name === "functools.partial" && first) return one({ kind: "partial", of: first, given: given.slice(1) });
  if (name === "collections.OrderedDict") return dictionary(walk, given, frame);
  if (SAME.test(name)) return first ?? OPEN;
  if (/\.__init__$/.test(name)) return initialize(walk, name, given, frame);
  if (/^(torch\.nn\.init|torch\.nn\.functional|math|numpy|os|logging|warnings)\./.test(name)) return OPEN;
  const made: Made = {
    place,
    of: { kind: "foreign", name },
    beside: [],
    given: given.map((one) => ({ name: one.name, value: frozen(one.value) })),
    way: frame.way,
    sets: [],
    items: [],
    open: false,
    progress: "done",
  };
  const thing: Thing = { kind: "object", made };
  const container = containerNamed(name);
  if (container) fill(walk, made, container, given, frame);
  else if (PARALLEL.test(name)) put(walk, made, ["module"], first ?? OPEN, frame.way);
  else if (STACK.test(name)) stack(walk, made, given, frame);
  if (container || specNamed(name) || PARALLEL.test(name)) return one(thing);
  const passed = given
    .flatMap(({ value }) => objectsIn(value))
    .map((inner): Thing => ({ kind: "object", made: inner }));
  return { things: [thing, ...passed], open: passed.length > 0 };
}

/** What returns the module, or a copy, that it was given. */
const SAME =
  /^(copy\.(deep)?copy|torch\.compile|torch\.jit\.(script|trace)|torch\.nn\.utils\.(parametrizations\.)?(spectral_norm|weight_norm|orthogonal|fuse_\w+)|torch\.nn\.utils\.\w+\.(spectral_norm|weight_norm)|torch\.nn\.SyncBatchNorm\.convert_sync_batchnorm|torch\.nn\.modules\.batchnorm\.SyncBatchNorm\.convert_sync_batchnorm)$/;

const PARALLEL =
  /^torch\.nn\.(parallel\.)?(DataParallel|DistributedDataParallel)$|^torch\.nn\.parallel\.\w+\.(DataParallel|DistributedDataParallel)$/;

const STACK = /^torch\.nn\.(modules\.)?(transformer\.)?Transformer(En|De)coder$/;

/** Whether a call of PyTorch puts under names what it was given, and nothing else. */
export function isShownInside(name: string): boolean {
  return PARALLEL.test(name) || STACK.test(name);
}

/** PyTorch copies the layer it is given as often as it is told. */
function stack(walk: Walk, into: Made, given: readonly Given[], frame: Frame): void {
  const argument = (name: string, at: number) =>
    given.find((one) => one.name === name)?.value ?? (given[at]?.name === null ? given[at]!.value : null);
  const layer = argument("encoder_layer", 0) ?? argument("decoder_layer", 0) ?? OPEN;
  const layers: Made = {
    ...into,
    of: { kind: "foreign", name: "torch.nn.ModuleList" },
    given: [],
    sets: [],
    items: [{ value: layer, way: [loopStep(walk)] }],
  };
  put(walk, into, ["layers"], one({ kind: "object", made: layers }), frame.way);
  put(walk, into, ["norm"], argument("norm", 2) ?? NONE, frame.way);
}

/** `nn.Sequential.__init__(self, …)` */
function initialize(walk: Walk, name: string, given: readonly Given[], frame: Frame): Possible {
  const container = containerNamed(name.slice(0, name.lastIndexOf(".")));
  const [self, ...rest] = given;
  const made = self?.value.things[0];
  if (container && made?.kind === "object") fill(walk, made.made, container, rest, frame);
  return NONE;
}

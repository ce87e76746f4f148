import type { LayerSpec } from "../frameworks/layerSpec";
import type { Argument, Known } from "./facts";
import { featureShape, NO_SHAPE, ranked, type Shape, type Size, sizeOf, withFeatures } from "./shape";
import { flattened, integer } from "./tensorShapes";

type Arguments = ReadonlyMap<string, Argument>;

/** The shape that a layer, or function of the same kind, gives for an input. */
export function layerShape(spec: LayerSpec, args: Arguments, input: Shape): Shape {
  switch (spec.kind) {
    case "norm":
      return normShape(spec, args, input);
    case "activation":
    case "softmax":
    case "dropout":
    case "identity":
      return input;
    case "transformer":
      return sequenceShape(input, input.features === null ? undefined : sizeOf(input, input.features));
    case "conv":
      return convShape(spec, args, input);
    case "linear":
      return withFeatures(input, -1, size(args, "out_features", "units", "features"));
    case "pool":
    case "upsample":
    case "pad":
      return featuresOnly(input);
    case "adaptivePool":
      return pooledShape(spec, args, input);
    case "flatten":
      return spec.framework === "torch"
        ? flattened(input, integer(given(args, "start_dim")) ?? -1, given(args, "end_dim"))
        : { ...NO_SHAPE, rank: 2 };
    case "recurrent":
      return recurrentShape(spec, args, input);
    case "embedding":
      return featureShape(
        input.rank === null ? null : input.rank + 1,
        -1,
        size(args, "embedding_dim", "output_dim", "features"),
      );
    case "attention":
      return spec.framework === "torch" ? sequenceShape(input, size(args, "embed_dim")) : NO_SHAPE;
    case "container":
    case "merge":
    case "reshape":
    case "wrapper":
    case "other":
      return NO_SHAPE;
  }
}

/** A batch norm of a rank has no other input. */
function normShape(spec: LayerSpec, args: Arguments, input: Shape): Shape {
  const settles =
    spec.framework === "torch" && spec.rank && spec.rank > 1 && spec.method === "batch" && input.rank === null;
  if (!settles) return input;
  const shape = featureShape(spec.rank! + 2, 1, size(args, "num_features"));
  return { ...shape, features: input.features };
}

/** Sequences are taken to come in batches. */
function sequenceShape(input: Shape, features: Size | undefined): Shape {
  return withFeatures(input.rank === null ? { ...NO_SHAPE, rank: 3 } : input, -1, features);
}

function convShape(spec: LayerSpec, args: Arguments, input: Shape): Shape {
  const channels = size(args, "out_channels", "filters", "features", "out_features");
  const format = given(args, "data_format");
  if (spec.framework === "torch") {
    const shape = featureShape(spec.rank ? spec.rank + 2 : null, 1, channels);
    return isPointwise(args) ? { ...shape, sizes: new Map([...singles(input), ...shape.sizes]) } : shape;
  }
  if (format?.kind === "text")
    return featureShape(spec.rank ? spec.rank + 2 : null, format.value === "channels_first" ? 1 : -1, channels);
  if (spec.framework === "keras") return { ...NO_SHAPE, rank: spec.rank ? spec.rank + 2 : null };
  return featureShape(null, -1, channels);
}

/** A kernel of 1 without padding leaves a map of 1×1 as it is, whatever its stride. */
function isPointwise(args: Arguments): boolean {
  const none = (name: string) => !args.has(name) || integer(given(args, name)) === 0;
  return integer(given(args, "kernel_size")) === 1 && none("padding") && none("output_padding");
}

/** Axes of space of size 1. */
function singles({ rank, sizes }: Shape): [number, Size][] {
  return rank === null ? [] : [...sizes].filter(([axis, { value }]) => axis >= 2 && value === 1);
}

function pooledShape(spec: LayerSpec, args: Arguments, input: Shape): Shape {
  if (spec.framework !== "torch") {
    const keep = given(args, "keepdims");
    return keep?.kind === "boolean" && !keep.value ? { ...NO_SHAPE, rank: 2 } : NO_SHAPE;
  }
  const shape = featuresOnly(spec.rank ? ranked(input, spec.rank + 2) : input);
  if (!spec.rank || shape.rank === null) return shape;
  const output = given(args, "output_size");
  const sizes = new Map(shape.sizes);
  for (let axis = 0; axis < spec.rank; axis++) {
    const one = output?.kind === "list" ? integer(output.items[axis]?.value) : integer(output);
    if (one !== null) sizes.set(axis + 2, { value: one, byDefault: false });
  }
  return { ...shape, sizes };
}

function recurrentShape(spec: LayerSpec, args: Arguments, input: Shape): Shape {
  if (spec.framework !== "torch") return NO_SHAPE;
  const hidden = size(args, "hidden_size");
  const both = given(args, "bidirectional");
  const ways = both?.kind === "boolean" && !both.byDefault ? (both.value ? 2 : 1) : null;
  const projected = integer(given(args, "proj_size")) !== 0;
  const features = hidden && ways && !projected ? { ...hidden, value: hidden.value * ways } : undefined;
  return input.rank === 2 ? NO_SHAPE : featureShape(input.rank ?? 3, -1, features);
}

/** Sizes along other axes are not known any more. */
function featuresOnly(input: Shape): Shape {
  if (input.features === null) return { ...NO_SHAPE, rank: input.rank };
  return featureShape(input.rank, input.features, sizeOf(input, input.features));
}

/** A whole number among the arguments, under the first of these names that there is. */
export function size(args: Arguments, ...names: string[]): Size | undefined {
  for (const name of names) {
    const value = given(args, name);
    if (value)
      return value.kind === "number" && value.integer ? { value: value.value, byDefault: value.byDefault } : undefined;
  }
  return undefined;
}

function given(args: Arguments, name: string): Known | undefined {
  return args.get(name)?.value;
}

import type { Dtype } from "../../engine/tensor";
import type { ByteSource } from "../byteSource";
import { quoteName } from "../quoteName";
import { dataType } from "./dataTypes";
import { type PlacedNorm, placedNorms } from "./declaredNorms";
import type { OpenSibling } from "./externalData";
import { type FoldedNorm, foldedNorms } from "./foldedNorms";
import type { GraphTensor, OnnxNode } from "./graph";
import { openGraphs } from "./openGraphs";

/** What has to be known of a model to run it and to see what happens inside. */
export interface RunnableModel {
  /** What a caller has to give, in the order of the model. */
  readonly inputs: readonly ModelInput[];
  /** What the main graph's nodes make of its inputs, in their order: tensors only. */
  readonly values: readonly ModelValue[];
  /** Normalizations in the main graph; of those inside branches, loops and functions no value can be handed out. */
  readonly norms: readonly PlacedNorm[];
  readonly folded: readonly FoldedNorm[];
  /** Paths of the files beside the model that hold values, below its folder. */
  readonly externalFiles: readonly string[];
  /** Whether graphs inside of nodes, or functions, make values that are not among `values`. */
  readonly hasInnerGraphs: boolean;
}

export interface ModelInput {
  readonly name: string;
  /** Null where its values are of a kind that is not read. */
  readonly dtype: Dtype | null;
  /** As ONNX calls it. */
  readonly type: string;
  /** Null where not even the number of axes is known; a name or null stands for a size that is not fixed. */
  readonly dims: readonly (number | string | null)[] | null;
}

export interface ModelValue {
  readonly name: string;
  readonly operator: string;
}

/** Operators that make sequences, optional values and texts, which are no tensors of numbers. */
const NO_TENSORS = new Set([
  "SequenceConstruct",
  "SequenceEmpty",
  "SequenceErase",
  "SequenceInsert",
  "SequenceMap",
  "SplitToSequence",
  "Optional",
  "ZipMap",
  "StringConcat",
  "StringNormalizer",
  "StringSplit",
]);

/**
 * Reads of a model what running it takes; no value of it.
 *
 * @throws naming `label`: as `openGraphs`, and where values are in a file beside the model that cannot be had
 */
export async function openRunnable(
  source: ByteSource,
  label: string,
  openSibling: OpenSibling | undefined,
): Promise<RunnableModel> {
  const { model, scopes, closed } = await openGraphs(source, label, openSibling);
  const external = model.tensors.filter(({ tensor }) => tensor.external !== null);
  const names = new Set(external.map(({ tensor }) => tensor.name));
  const missing = closed.find(({ name }) => names.has(name));
  if (missing) throw new Error(`${label}: ${quoteName(missing.name)}: ${missing.reason}`);
  const [scope] = scopes;
  const { graph } = scope!;
  const given = new Set(
    model.tensors.filter((one) => one.graph === graph && one.kind !== "constant").map(({ tensor }) => tensor.name),
  );
  const inputs = [...graph.inputs].filter((name) => !given.has(name));
  return {
    inputs: inputs.map((name) => inputOf(name, graph.inputTypes.get(name))),
    values: valuesOf(graph.nodes, inputs),
    norms: (await placedNorms(scopes)).filter((norm) => norm.scope === scope),
    folded: foldedNorms(graph.nodes),
    externalFiles: [...new Set(external.map(pathOf))],
    hasInnerGraphs: scopes.length > 1,
  };
}

function inputOf(
  name: string,
  found: { readonly dataType: number; readonly dims: ModelInput["dims"] } | undefined,
): ModelInput {
  if (!found) return { name, dtype: null, type: "no tensor", dims: null };
  const type = dataType(found.dataType);
  return { name, dtype: type.complex ? null : type.dtype, type: type.name, dims: found.dims };
}

/** Leaves out what is made of nothing but constants, such as weights that are turned around. */
function valuesOf(nodes: readonly OnnxNode[], inputs: readonly string[]): ModelValue[] {
  const varying = new Set(inputs);
  return nodes.flatMap(({ operator, inputs: used, outputs }) => {
    if (!used.some((name) => varying.has(name)) && !MAKES_RANDOM.test(operator)) return [];
    for (const name of outputs) varying.add(name);
    if (NO_TENSORS.has(operator)) return [];
    return outputs.filter(Boolean).map((name) => ({ name, operator }));
  });
}

const MAKES_RANDOM = /^(Random|Bernoulli|Multinomial)|^(If|Loop|Scan)$/;

function pathOf({ tensor }: GraphTensor): string {
  return tensor.external!.get("location")!.replace(/^(\.\/)+/, "");
}

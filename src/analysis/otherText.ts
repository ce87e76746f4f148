import type { Piece, Row } from "./hoverText";
import type { OtherMethod } from "./layers";
import type { LayerFacts } from "./normFacts";
import { argument } from "./readArgument";

interface Text {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The text of what normalizes something else than activations by their mean and variance; null for all others. */
export function otherText(facts: LayerFacts): Text | null {
  const text = TEXTS[facts.layer.method as OtherMethod];
  return text ? text(facts) : null;
}

const TEXTS: Readonly<Record<OtherMethod, (facts: LayerFacts) => Text>> = {
  unit: unitText,
  weight: weightText,
  spectral: spectralText,
  data: dataText,
};

function unitText({ layer, arguments: args }: LayerFacts): Text {
  const order = argument(args, "order");
  const two = !layer.functional || (order.kind === "number" && order.value === 2);
  return {
    title: `Unit normalization: scales ${two ? "the L2 norm" : "the norm of that order"} to 1, and subtracts no mean`,
    rows: [
      ["Formula", [two ? "y = x / √(Σ x²)" : "y = x / ‖x‖"]],
      ["Learned", layer.functional ? [] : ["nothing"]],
      ["Training, inference", ["the same: the input's own values, whatever the rest of the batch"]],
    ],
  };
}

function weightText({ layer }: LayerFacts): Text {
  return {
    title: "Weight normalization: the wrapped layer's kernels, not its activations",
    rows: [
      ["Formula", ["w = γ v / ‖v‖"]],
      ["Learned", ["the kernels' directions v and, with ", { code: "use_scale" }, ", their lengths γ"]],
      ["Training, inference", ["the same: no statistics are kept"]],
      ["PyTorch", layer.framework === "linen" ? [{ code: "torch.nn.utils.parametrizations.weight_norm" }] : []],
    ],
  };
}

function spectralText({ layer }: LayerFacts): Text {
  const vectors: Readonly<Record<string, readonly Piece[]>> = {
    keras: [{ code: "vector_u" }, ", not trained"],
    linen: [{ code: "u" }, " and ", { code: "sigma" }, ", in the collection ", { code: "batch_stats" }],
    nnx: [{ code: "u" }, " and ", { code: "sigma" }, ", each an ", { code: "nnx.BatchStat" }],
  };
  const switches: Readonly<Record<string, readonly Piece[]>> = {
    keras: [{ code: "training=True" }, ", as in fit(): the kernel itself is divided, and the estimate moves"],
    linen: [{ code: "update_stats=True" }, " and ", { code: "mutable=['batch_stats']" }, ": the estimate moves"],
    nnx: ["after ", { code: ".train()" }, ", or ", { code: "update_stats=True" }, ": the estimate moves"],
  };
  return {
    title: "Spectral normalization: the wrapped layer's kernels, not its activations",
    rows: [
      ["Formula", ["w = v / σ(v), the largest singular value"]],
      ["State", vectors[layer.framework] ?? []],
      ["Training", switches[layer.framework] ?? []],
      ["PyTorch", [{ code: "torch.nn.utils.parametrizations.spectral_norm" }]],
    ],
  };
}

function dataText({ arguments: args }: LayerFacts): Text {
  const told = argument(args, "mean").kind !== "none";
  const shared = argument(args, "axis").kind === "none";
  return {
    title: `Data normalization: ${shared ? "one mean and variance for all values" : "a mean and variance per feature"}, of the data set`,
    rows: [
      ["Formula", ["y = (x − μ) / max(σ, ε)"]],
      [
        "Statistics",
        told ? ["as given; nothing is updated"] : ["those that ", { code: "adapt()" }, " found; nothing is updated"],
      ],
      ["Training, inference", ["the same: no batch has a say in it"]],
      ["Learned", ["nothing"]],
    ],
  };
}

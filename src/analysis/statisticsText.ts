import { CALLED } from "./callArguments";
import type { Piece, Row } from "./hoverText";
import type { LayerFacts } from "./normFacts";
import { argument } from "./readArgument";

/** Whose statistics the output is made with, in training and in inference, and what switches between them. */
export function statisticsRows(facts: LayerFacts): readonly Row[] {
  const { layer } = facts;
  if (layer.framework === "jax") return [["Statistics", jaxPieces(facts)]];
  if (layer.functional && (layer.method === "batch" || layer.method === "instance")) return functionalRows(facts);
  if (facts.training === "example" && facts.inference === "example") {
    return [[BOTH, ["the same: the input's own values, whatever the rest of the batch"]]];
  }
  if (layer.framework !== "torch") return switchedRows(facts);
  if (facts.training === "batch" && facts.inference === "batch") {
    return [[BOTH, ["the same: the batch's own statistics, so every output depends on the rest of the batch"]]];
  }
  const training: Piece[] =
    layer.method === "batch"
      ? ["batch statistics (biased variance); the running ones follow (unbiased variance)"]
      : ["each example's own statistics"];
  if (layer.method === "instance" && facts.tracked)
    training.push("; their average over the batch moves the running ones");
  return [
    ["Training", training],
    ["Inference", inferencePieces(facts)],
  ];
}

const BOTH = "Training, inference";

function inferencePieces(facts: LayerFacts): Piece[] {
  if (facts.inference === "running") return ["the running statistics, frozen: one example is enough"];
  const own = facts.layer.method === "batch" ? "the batch's own" : "each example's own";
  return ["the running statistics, if ", { code: "track_running_stats" }, `, else ${own}`];
}

function functionalRows(facts: LayerFacts): Row[] {
  if (facts.layer.framework === "keras") {
    return [["Statistics", [{ code: "mean" }, " and ", { code: "variance" }, " as passed; nothing is updated"]]];
  }
  const switchName = facts.layer.method === "batch" ? "training" : "use_input_stats";
  const own = facts.layer.method === "batch" ? "the batch's own" : "each example's own";
  const fresh: Piece[] = [`${own}; running statistics that are passed are updated in place`];
  const stored: Piece[] = [
    { code: "running_mean" },
    " and ",
    { code: "running_var" },
    " as passed; nothing is updated",
  ];
  if (facts.training === "running") return [["Statistics", stored]];
  if (facts.training !== undefined) return [["Statistics", fresh]];
  return [["Statistics", ["if ", { code: switchName }, ": ", ...fresh, ". Else ", ...stored]]];
}

function jaxPieces({ arguments: args }: LayerFacts): Piece[] {
  const given = ["mean", "variance"].filter((name) => argument(args, name).kind !== "none");
  if (given.length === 2) return ["as passed"];
  return [given.length === 1 ? `the input's own, but for the ${given[0]} that is passed` : "the input's own values"];
}

/** Batch normalization of Keras and Flax, whose mode is an argument. */
function switchedRows(facts: LayerFacts): Row[] {
  const { framework } = facts.layer;
  if (framework === "jax" || framework === "torch") return [];
  const words = framework === "nnx" ? nnxWords(facts) : WORDS[framework];
  if (facts.training === "running") return [[BOTH, [`always inference mode: the ${words.kept} statistics, frozen`]]];
  if (facts.inference === "batch") {
    return [
      [
        BOTH,
        [
          `the batch's statistics, so every output depends on the rest of the batch; the ${words.kept} ones are updated`,
        ],
      ],
    ];
  }
  return [
    ...unsetRows(facts),
    [
      "Training",
      [
        ...words.training,
        `: batch statistics; the ${words.kept} ones follow (biased variance${framework === "keras" ? " in Keras 3" : ""})`,
      ],
    ],
    ["Inference", [...words.inference, `: the ${words.kept} statistics, frozen; one example is enough`]],
  ];
}

/** Linen wants the mode said, once: it refuses a layer that is told it nowhere, or in both places. */
function unsetRows({ layer, arguments: args }: LayerFacts): Row[] {
  const unset = layer.framework === "linen" && argument(args, "use_running_average").kind === "none";
  if (!unset || args.has(`${CALLED}use_running_average`)) return [];
  return [["Mode", [{ code: "use_running_average" }, " must be given to the call, since it is not given here"]]];
}

interface Words {
  readonly kept: string;
  readonly training: readonly Piece[];
  readonly inference: readonly Piece[];
}

const WORDS: Readonly<Record<"keras" | "linen", Words>> = {
  keras: {
    kept: "moving",
    training: [{ code: "training=True" }, ", as in fit()"],
    inference: ["else, and with ", { code: "trainable=False" }],
  },
  linen: {
    kept: "running",
    training: [{ code: "use_running_average=False" }, ", ", { code: "mutable=['batch_stats']" }],
    inference: [{ code: "use_running_average=True" }],
  },
};

/** The constructor says how an NNX layer begins; the model's `train` and `eval` say how it goes on. */
function nnxWords({ arguments: args }: LayerFacts): Words {
  const first = argument(args, "use_running_average");
  const began = first.kind === "boolean" ? first.value : undefined;
  return {
    kept: "running",
    training: [...(began === false ? ["as constructed and "] : []), "after ", { code: ".train()" }],
    inference: [...(began === true ? ["as constructed and "] : []), "after ", { code: ".eval()" }],
  };
}

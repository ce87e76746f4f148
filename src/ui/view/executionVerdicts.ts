import { formatCount } from "../../engine/formatNumber";
import type { Execution, NormSide, Report } from "../../engine/report";
import { cleanName } from "../figures/safeText";
import type { LayerRow } from "./layerRow";
import type { Verdict } from "./verdict";

const METHODS: Readonly<Record<NormSide["method"], string>> = {
  batch: "batch norm",
  layer: "layer norm",
  instance: "instance norm",
  group: "group norm",
  rms: "RMS norm",
};

/** What a layer is in the graph of a model that was run, and what it was run on; made-up numbers above all. */
export function executionVerdicts({ execution }: Report, row: LayerRow): Verdict[] {
  if (execution === null) return [];
  const norms = row.runs.flatMap(({ content }) => content.norm ?? []);
  return [...madeUp(execution), ...norms.map(normVerdict), ranVerdict(execution)];
}

function madeUp({ inputs }: Execution): Verdict[] {
  const random = inputs.filter((input) => input.random);
  if (random.length === 0) return [];
  return [
    {
      severity: "information",
      code: "random",
      title: "The model was run on made-up numbers",
      text: random
        .map(
          ({ name, source }) =>
            `${cleanName(name)}: ${cleanName(source)}. No data looks like that: judge shapes and scales, not the model.`,
        )
        .join("\n"),
    },
  ];
}

function normVerdict({ name, method, operator, side }: NormSide): Verdict {
  const isFolded = operator.endsWith(", folded");
  const text = isFolded
    ? "Only its name is left: it is part of the layer before, and nothing normalizes here any more."
    : `In the graph: ${cleanName(operator)}.`;
  const verb = side === "input" ? "Enters" : "Leaves";
  return { severity: "information", code: "norm", title: `${verb} the ${METHODS[method]} ${cleanName(name)}`, text };
}

function ranVerdict({ runtime, inputs, batches, passes, notes }: Execution): Verdict {
  const times = passes > 1 ? `, in ${formatCount(passes)} passes` : "";
  const lines = inputs.map(({ name, dtype, shape, examples, source }) => {
    return `${cleanName(name)}: ${cleanName(source)}; ${examples === 1 ? "1 example" : `${formatCount(examples)} examples`}, ${dtype} (${shape.join(", ")}) at a time.`;
  });
  return {
    severity: "information",
    code: "execution",
    title: `Run by ${cleanName(runtime)}: ${batches === 1 ? "1 batch" : `${formatCount(batches)} batches`}${times}`,
    text: [...lines, ...notes.map(cleanName)].join("\n"),
  };
}

import type { Construction, Graph, ModelFacts } from "../model/facts";
import { around, flagIn, statementAround, textAt, within } from "../model/queries";
import { field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";

/** NRM304 */
export const normBuiltInForward: CodeRule = {
  code: "NRM304",
  title: "A normalization layer is built anew in every forward pass",
  severity: "error",
  explanation: [
    "A layer that forward constructs is new at each call: its γ and β are those of the beginning, no optimizer has " +
      "ever seen them, they are in no checkpoint, and they stay on the CPU when the model moves. A batch norm's running " +
      "statistics are thrown away with it, and since a new layer is in training mode, evaluation normalizes with the batch.",
    "Construct it in __init__ and call it in forward. What needs no parameters can be a function: F.layer_norm.",
    "A layer without parameters and statistics is only slow, and information. Flax's compact methods and Keras's " +
      "functional graphs construct where they call, which is right there and not found.",
  ],
  sources: ["PyTorch: torch.nn.Module", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(32, 64)

    def forward(self, x):
        return nn.LayerNorm(64)(self.fc(x))  # NRM304
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(32, 64)
        self.norm = nn.LayerNorm(64)

    def forward(self, x):
        return self.norm(self.fc(x))
`,
  check: (facts) => facts.graphs.filter(isForward).flatMap((graph) => checkGraph(facts, graph)),
};

function isForward({ kind, name, class: of }: Graph): boolean {
  return kind === "method" && of?.framework === "torch" && (name === "forward" || name === "__call__");
}

function checkGraph(facts: ModelFacts, graph: Graph): RuleFinding[] {
  const built = new Set(graph.operations.flatMap(({ construction }) => construction ?? []));
  return [...built]
    .filter((norm) => isBuiltHere(facts, norm))
    .map((norm) => {
      const learns = (flagIn(norm, "affine") ?? flagIn(norm, "elementwise_affine")) !== false;
      const tracks = flagIn(norm, "track_running_stats") === true;
      const harm = learns
        ? "its parameters are never trained"
        : tracks
          ? "its statistics are lost"
          : "slow, and nothing else";
      return {
        severity: learns || tracks ? "error" : "information",
        message: `${quoteCode(facts, norm.callee)} is built anew in every forward pass: ${harm}`,
        range: norm.callee,
        fixes: fixesOf(facts, graph, norm),
      };
    });
}

/** Layers that are kept once they are made are made once. */
function isBuiltHere(facts: ModelFacts, norm: Construction): boolean {
  if (norm.spec?.kind !== "norm" || norm.spec.framework !== "torch" || norm.constructing) return false;
  if ((!norm.within && norm.calls.length === 0) || isKeptByDecorator(facts, norm)) return false;
  if (
    norm.path.some(
      ({ condition }) => condition !== null && /hasattr|None|self\.\w+$|not in|init|cache/i.test(condition),
    )
  )
    return false;
  const statement = statementAround(facts, norm.place);
  const written = statement ? textAt(facts, statement.node) : "";
  return !/^self\.[\w.[\]]+\s*=/.test(written) && !/\.(load_state_dict|weight|bias)\b/.test(written);
}

/** A decorator of a function on the way from forward may call it once alone. */
function isKeptByDecorator(facts: ModelFacts, { calls, place }: Construction): boolean {
  return [...calls.slice(1), ...(calls.length > 0 ? [place] : [])].some((inner) =>
    around(facts, inner).some((node) =>
      node.children.some((child) => child.type === "decorator" && !CALLS_EACH_TIME.test(textAt(facts, child))),
    ),
  );
}

const CALLS_EACH_TIME = /^@\s*(staticmethod|classmethod|property|override|(typing(_extensions)?|torch)\.[\w.]+)\b/;

/** Moves the construction to the end of `__init__`, where its arguments are known there. */
function fixesOf(facts: ModelFacts, graph: Graph, norm: Construction): Fix[] {
  const init = graph.class?.methods.get("__init__");
  const body = init && field(init, "body");
  const last = body?.children.at(-1);
  const at = last && statementAround(facts, { start: last.start, end: last.end });
  if (!graph.class || !last || !at || !within(init!, graph.class.place) || !within(norm.place, graph.class.place))
    return [];
  if (init!.broken || last.type === "return_statement" || !isConstant(facts, norm)) return [];
  const name = freeName(facts, graph);
  const line = `\n${at.indent}self.${name} = ${textAt(facts, norm.place)}`;
  return [
    {
      title: `Construct it in __init__ as self.${name}`,
      safe: false,
      edits: [
        { range: { start: last.end, end: last.end }, text: line },
        { range: norm.place, text: `self.${name}` },
      ],
      checkpointNote: `Adds the keys ${name}.* to the checkpoint.`,
    },
  ];
}

/** Literals and the object's attributes, on one line. */
function isConstant(facts: ModelFacts, norm: Construction): boolean {
  const list = norm.list ? textAt(facts, norm.list) : "";
  if (/[\n#]/.test(list)) return false;
  const left = list
    .replace(/\w+\s*=(?!=)/g, "")
    .replace(/self\.\w+/g, "")
    .replace(/\b(True|False|None)\b/g, "");
  return !/[A-Za-z_]{1}\w*/.test(left.replace(/\b\d[\d._]*(e-?\d+)?/gi, ""));
}

function freeName(facts: ModelFacts, graph: Graph): string {
  const text = textAt(facts, graph.class!.place);
  for (let i = 0; i < 100; i++) {
    const name = i === 0 ? "norm" : `norm${i + 1}`;
    if (!new RegExp(`self\\.${name}\\b`).test(text) && !graph.class!.attributes.has(name)) return name;
  }
  return "built_norm";
}

import { groupBy } from "../groupBy";
import type { Construction, ModelFacts, Operation, Place } from "../model/facts";
import { exclusive } from "../model/path";
import { around, flagIn, hasWord, layerBehind, normsOf, statementAround, textAt, within } from "../model/queries";
import { dottedName, field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";

/** NRM303 */
export const normModuleReused: CodeRule = {
  code: "NRM303",
  title: "One normalization layer normalizes several layers' outputs",
  severity: "warning",
  explanation: [
    "A batch norm that is called at two places of one forward pass mixes both inputs in its running statistics, which then " +
      "fit neither, so that evaluation differs from training; γ and β are shared, too. Construct one for each place.",
    "[nn.BatchNorm2d(64)] * 3 and a layer that is appended in a loop are one object three times. A comprehension " +
      "constructs three.",
    "Left alone: branches of which only one runs, layers whose convolution is shared as well (Siamese networks), one place " +
      "inside a loop, and layers without parameters and statistics. Layer and group norm keep no statistics; they only " +
      "share γ and β, which is a hint where one comes after the other.",
  ],
  sources: ["torch-audit TA501", "dreamquark-ai/tabnet PR 76, keras#8794, flax#1250", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(64)

    def forward(self, x):
        out = F.relu(self.bn(self.conv1(x)))
        return x + self.bn(self.conv2(out))  # NRM303
`,
  good: `import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.bn2 = nn.BatchNorm2d(64)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return x + self.bn2(self.conv2(out))
`,
  check(facts) {
    const uses = usesByGraph(facts);
    const holders = holdersOf(facts);
    return normsOf(facts).flatMap((norm) => {
      const held = heldTwice(facts, norm, holders.get(norm) ?? []);
      return held.length > 0 ? held : calledTwice(facts, norm, uses.get(norm) ?? []);
    });
  },
};

/** The calls of each norm, those of one graph together. */
function usesByGraph(facts: ModelFacts): ReadonlyMap<Construction, Operation[][]> {
  const found = new Map<Construction, Operation[][]>();
  for (const { operations } of facts.graphs) {
    const norms = operations.filter(({ kind, spec }) => kind === "module" && spec?.kind === "norm");
    for (const [norm, uses] of groupBy(norms, ({ construction }) => construction!)) {
      found.set(norm, [...(found.get(norm) ?? []), uses]);
    }
  }
  return found;
}

/** Containers by the norms that they hold. */
function holdersOf(facts: ModelFacts): ReadonlyMap<Construction, readonly Construction[]> {
  const pairs = facts.constructions.flatMap((container) => {
    if (container.spec?.name !== "Sequential" && container.spec?.name !== "ModuleList") return [];
    const held = container.children.flatMap(({ value }) => (value.kind === "module" ? value.construction : []));
    return [...new Set(held)].filter(({ spec }) => spec?.kind === "norm").map((norm) => ({ norm, container }));
  });
  const grouped = groupBy(pairs, ({ norm }) => norm);
  return new Map([...grouped].map(([norm, list]) => [norm, list.map(({ container }) => container)]));
}

/** Calls at different places that one forward pass goes through, of different layers' outputs. */
function calledTwice(facts: ModelFacts, norm: Construction, graphs: readonly Operation[][]): RuleFinding[] {
  const severity = severityOf(norm);
  if (!severity) return [];
  for (const uses of graphs) {
    const other = uses.find((use, i) => uses.slice(0, i).some((first) => isReuse(norm, first, use)));
    const first = other && uses.find((use) => isReuse(norm, use, other));
    if (!first || !other) continue;
    const name = norm.attribute ? `self.${norm.attribute.slice(0, 24)}` : quoteCode(facts, norm.callee);
    return [
      {
        severity,
        message: `${name} also normalizes ${behind(facts, first)}: both share ${shared(norm)}`,
        range: calleeOf(facts, other) ?? other.place,
        related: [
          { range: first.place, message: "the other place" },
          { range: norm.place, message: "constructed once" },
        ],
        fixes: fixesOf(facts, norm, uses, first),
      },
    ];
  }
  return [];
}

/** Null where sharing it has no consequence. */
function severityOf(norm: Construction): RuleFinding["severity"] | null {
  if (!norm.certain) return null;
  const learns = ["affine", "elementwise_affine", "scale", "use_scale"].some((name) => flagIn(norm, name) === true);
  if (norm.spec?.method === "batch") return learns || flagIn(norm, "track_running_stats") !== false ? "warning" : null;
  return learns && norm.spec?.method !== "instance" ? "hint" : null;
}

function shared(norm: Construction): string {
  return norm.spec?.method === "batch" ? "statistics, γ and β" : "γ and β";
}

function isReuse(norm: Construction, a: Operation, b: Operation): boolean {
  if (a === b || a.place.start === b.place.start || exclusive(a.path, b.path)) return false;
  const [one, other] = [layerOf(a), layerOf(b)];
  if (!one || !other || one === other || one === norm || other === norm) return false;
  if (norm.spec?.method !== "batch" && !follows(a, b)) return false;
  return one.place.start !== other.place.start || one.spec !== null;
}

/** Whether an operation reads, through others, what another one gives. */
function follows(earlier: Operation, later: Operation): boolean {
  const [seen, open] = [new Set<Operation>(), [later]];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { producer } of next.inputs) {
      if (producer === earlier) return true;
      if (seen.has(producer)) continue;
      seen.add(producer);
      open.push(producer);
    }
  }
  return false;
}

/** What gave the input; a normalization of the same output twice is no sharing between layers. */
function layerOf(use: Operation): Construction | null {
  const [input] = use.inputs;
  const layer = input ? layerBehind(input)?.construction : null;
  return layer && !layer.escapes ? layer : null;
}

function behind(facts: ModelFacts, use: Operation): string {
  const layer = layerOf(use);
  if (!layer) return "another output";
  return layer.attribute ? `self.${layer.attribute.slice(0, 20)}` : quoteCode(facts, layer.callee);
}

function calleeOf(facts: ModelFacts, use: Operation): Place | undefined {
  const call = around(facts, use.place).findLast(
    ({ start, end }) => start === use.place.start && end === use.place.end,
  );
  const callee = call?.type === "call" ? field(call, "function") : undefined;
  return callee && { start: callee.start, end: callee.end };
}

/** One object several times in a container. */
function heldTwice(facts: ModelFacts, norm: Construction, containers: readonly Construction[]): RuleFinding[] {
  const severity = severityOf(norm);
  if (!severity) return [];
  for (const container of containers) {
    const places = container.children.filter(({ value }) => value.kind === "module" && value.construction === norm);
    const repeats = places.some(({ path }) =>
      path.some(
        (step) =>
          step.loop &&
          !step.unrolled &&
          !norm.path.some(({ id }) => id === step.id) &&
          !container.path.some(({ id }) => id === step.id),
      ),
    );
    const twice = places.length > 1 && !exclusive(places[0]!.path, places[1]!.path);
    if (!repeats && !twice) continue;
    const list = repeatedList(facts, norm);
    return [
      {
        severity,
        message: `One ${norm.spec!.name} stands several times in this ${container.spec!.name}: all share ${shared(norm)}`,
        range: norm.callee,
        related: [{ range: container.callee, message: "the container" }],
        fixes: list ? comprehension(facts, list) : [],
      },
    ];
  }
  return [];
}

/** The `[…] * n` around a construction. */
function repeatedList(facts: ModelFacts, norm: Construction): Syntax | undefined {
  return around(facts, norm.place).findLast((node) => {
    if (node.type !== "binary_operator") return false;
    const [left, right] = [field(node, "left"), field(node, "right")];
    return (
      left?.type === "list" &&
      right !== undefined &&
      within(norm.place, left) &&
      /\]\s*\*/.test(facts.text.slice(left.end - 1, right.start))
    );
  });
}

function comprehension(facts: ModelFacts, list: Syntax): Fix[] {
  const [left, right] = [field(list, "left")!, field(list, "right")!];
  if (list.broken || left.children.some(({ type }) => type === "list_splat")) return [];
  const items = left.children.map((item) => textAt(facts, item));
  const count = textAt(facts, right);
  const text =
    items.length === 1
      ? `[${items[0]} for _ in range(${count})]`
      : `[layer for _ in range(${count}) for layer in (${items.join(", ")})]`;
  return [
    {
      title: "Construct one for each",
      safe: false,
      edits: [{ range: { start: list.start, end: list.end }, text }],
      checkpointNote: "Adds the keys of the further layers to the checkpoint.",
    },
  ];
}

/** A layer of its own for every further call, constructed after the first. */
function fixesOf(facts: ModelFacts, norm: Construction, uses: readonly Operation[], first: Operation): Fix[] {
  const statement = statementAround(facts, norm.place);
  const node = statement?.node.children[0];
  const [left, right] = [node && field(node, "left"), node && field(node, "right")];
  const names = left ? dottedName(left, facts.text) : null;
  if (!statement || node?.type !== "assignment" || names?.length !== 2 || !right || right.start !== norm.place.start)
    return [];
  if (norm.calls.length > 0 || right.end !== norm.place.end || node.broken || !norm.constructing) return [];
  const more = new Map<number, Place>();
  for (const use of uses) {
    const callee = calleeOf(facts, use);
    if (!callee || textAt(facts, callee) !== names.join(".")) return [];
    if (callee.start !== first.place.start) more.set(callee.start, callee);
  }
  const fresh = [...more.values()].map((_, i) => `${names[1]}_${i + 2}`);
  if (fresh.length === 0 || fresh.some((name) => hasWord(facts, name))) return [];
  const end = { start: statement.node.end, end: statement.node.end };
  const lines = fresh.map((name) => `\n${statement.indent}${names[0]}.${name} = ${textAt(facts, right)}`).join("");
  return [
    {
      title: `Give each place its own: ${fresh.slice(0, 2).join(", ")}`,
      safe: false,
      edits: [
        { range: end, text: lines },
        ...[...more.values()].map((range, i) => ({ range, text: `${names[0]}.${fresh[i]}` })),
      ],
      checkpointNote: `Adds the keys ${fresh
        .map((name) => `${name}.*`)
        .join(", ")
        .slice(0, 80)} to the checkpoint.`,
    },
  ];
}

import type { Construction, ModelFacts } from "../model/facts";
import { around, callAt, calledNames, keywordAt, normsOf, textAt } from "../model/queries";
import { descendants, dottedName, field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";

/** NRM703 */
export const flaxPmapAxisName: CodeRule = {
  code: "NRM703",
  title: "Each device keeps running statistics of its own, and nothing averages them",
  severity: "information",
  explanation: [
    "Under jax.pmap or shard_map each device normalizes with its own part of the batch, and its batch_stats are of that part. " +
      "Parameters stay the same on all devices since gradients are averaged; batch_stats drift apart, so that what is evaluated " +
      "or saved depends on the device that is asked, mostly the first.",
    "Pass BatchNorm the mapped axis, axis_name='batch': statistics are those of the whole batch then. Or average batch_stats " +
      "over the devices before evaluating and saving, by a pmap of jax.lax.pmean. Normalizing by device may be meant; not " +
      "averaging hardly ever is. Under jit with sharded arrays there is nothing to do.",
    "Found where a function of this file that is mapped updates batch_stats, and no mean over devices takes anything but " +
      "gradients, losses and metrics.",
  ],
  sources: ["google/flax#877, #319, #850", "Flax: linen.BatchNorm, axis_name"],
  fix: null,
  bad: `from functools import partial

import flax.linen as nn
import jax


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train)(x)  # NRM703


@partial(jax.pmap, axis_name="batch")
def train_step(params, batch_stats, x):
    def loss(params):
        y, updates = Net().apply({"params": params, "batch_stats": batch_stats}, x, True, mutable=["batch_stats"])
        return (y**2).mean(), updates["batch_stats"]

    grads, batch_stats = jax.grad(loss, has_aux=True)(params)
    return jax.lax.pmean(grads, "batch"), batch_stats
`,
  good: `from functools import partial

import flax.linen as nn
import jax


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train, axis_name="batch")(x)


@partial(jax.pmap, axis_name="batch")
def train_step(params, batch_stats, x):
    def loss(params):
        y, updates = Net().apply({"params": params, "batch_stats": batch_stats}, x, True, mutable=["batch_stats"])
        return (y**2).mean(), updates["batch_stats"]

    grads, batch_stats = jax.grad(loss, has_aux=True)(params)
    return jax.lax.pmean(grads, "batch"), batch_stats
`,
  check(facts) {
    if (!/\b(pmap|shard_map)\b/.test(facts.text) || !/\bflax\b/.test(facts.text)) return [];
    const norm = normsOf(facts, "linen").find((each) => isByDevice(facts, each));
    const mapped = norm && mappedUpdates(facts);
    return norm && mapped && !isAveraged(facts) ? [found(facts, norm, mapped)] : [];
  },
};

function found(facts: ModelFacts, norm: Construction, { start, end }: Syntax): RuleFinding {
  return {
    severity: "information",
    message: `${quoteCode(facts, norm.callee)} has no axis_name: each device keeps its own running statistics, never averaged`,
    range: norm.callee,
    related: [{ range: { start, end }, message: "updates batch_stats on each device" }],
  };
}

/** A batch norm in a module of the file that knows of no other device. */
function isByDevice(facts: ModelFacts, norm: Construction): boolean {
  if (norm.spec?.method !== "batch" || !norm.certain || norm.within?.framework !== "linen") return false;
  const fixed = norm.arguments.get("use_running_average")?.value;
  if (norm.arguments.get("axis_name")?.given || (fixed?.kind === "boolean" && fixed.value)) return false;
  const call = callAt(facts, norm.place);
  const list = call && field(call, "arguments");
  return list?.children.every(({ type }) => !type.endsWith("_splat")) ?? false;
}

/** What says that batch_stats may be written, in a function that is mapped over devices or in one that it calls. */
function mappedUpdates(facts: ModelFacts): Syntax | null {
  const functions = nodesOf(facts.syntax, "function_definition");
  const reached = new Set(functions.filter((node) => isMapped(facts, node)));
  for (const node of reached) {
    const names = new Set(descendants(node).flatMap((one) => (one.type === "identifier" ? [textAt(facts, one)] : [])));
    for (const other of functions) if (names.has(nameOf(facts, other))) reached.add(other);
  }
  const updates = nodesOf(facts.syntax, "keyword_argument").find(
    (node) =>
      /^mutable\s*=[^=]*\bbatch_stats\b/.test(textAt(facts, node)) &&
      around(facts, node).some((outer) => reached.has(outer)),
  );
  return updates ?? null;
}

/** Decorated with `jax.pmap`, alone or with arguments, or given to it. */
function isMapped(facts: ModelFacts, definition: Syntax): boolean {
  const outer = around(facts, definition).findLast(({ type }) => type === "decorated_definition");
  const decorators = outer?.children.includes(definition) ? outer.children.filter((one) => one !== definition) : [];
  if (decorators.some((one) => descendants(one).some((node) => isMap(facts, node)))) return true;
  const name = nameOf(facts, definition);
  return nodesOf(facts.syntax, "call").some((call) => {
    const [callee, list] = [field(call, "function"), field(call, "arguments")];
    const first = list?.children[0];
    return callee && first && isMap(facts, callee) && textAt(facts, first) === name;
  });
}

function isMap(facts: ModelFacts, node: Syntax): boolean {
  const names = dottedName(node, facts.text);
  const qualified = names && facts.resolve(names, node.start);
  return qualified !== null && /^jax\.(\w+\.)*(pmap|shard_map)$/.test(qualified);
}

function nameOf(facts: ModelFacts, definition: Syntax): string {
  const name = field(definition, "name");
  return name ? textAt(facts, name) : "";
}

/** Means over devices are taken of something else than gradients and what is logged, or by functions that are not known. */
function isAveraged(facts: ModelFacts): boolean {
  if ([...calledNames(facts)].some((name) => AVERAGES.test(name))) return true;
  const calls = nodesOf(facts.syntax, "call").filter((call) => MEANS.test(lastOf(facts, field(call, "function"))));
  const mentions = nodesOf(facts.syntax, "identifier").filter((node) => MEANS.test(textAt(facts, node)));
  const imports = mentions.filter((node) => around(facts, node).some(({ type }) => /^import/.test(type)));
  if (mentions.length > calls.length + imports.length) return true;
  return calls.some((call) => {
    const first = field(call, "arguments")?.children[0];
    return keywordAt(facts, call, "x") !== undefined || !first || !LOGGED.test(textAt(facts, first));
  });
}

function lastOf(facts: ModelFacts, callee: Syntax | undefined): string {
  return callee ? textAt(facts, callee).replace(/^.*\./s, "") : "";
}

const MEANS = /^(pmean|psum|all_gather|pmean_if_pmap)$/;
const AVERAGES = /^\w*(sync|cross_replica|averag|replica_mean)\w*$/i;
const LOGGED = /^[^()]*(grad|loss|metric|acc|correct|err)[^()]*$/i;

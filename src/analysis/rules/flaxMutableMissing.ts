import { assigned } from "../model/assigned";
import type { ModelFacts } from "../model/facts";
import { hasWord, isTried, keywordAt, statementAround, textAt } from "../model/queries";
import { dottedName, field, nodesOf, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";
import { FLAGS, type Flags, normClasses } from "./flaxNormClasses";

/** NRM701 */
export const flaxMutableMissing: CodeRule = {
  code: "NRM701",
  title: "Training statistics are computed where they may not be kept",
  severity: "error",
  explanation: [
    "In training, Flax linen's BatchNorm writes its running mean and variance into the collection batch_stats. apply lets " +
      "a module write only what mutable names, so that apply(variables, x, train=True) without mutable raises " +
      "ModifyScopeVariableError, or ScopeCollectionNotFound where batch_stats is not passed in either.",
    "With mutable=['batch_stats'], apply returns a pair: the output, and the new statistics, which must be kept beside the " +
      "parameters and passed in the next time. Dropping them leaves evaluation with the statistics of initialization.",
    "Found where the call says that it is training and either passes batch_stats or calls a module of this file that has " +
      "a BatchNorm for which that decides.",
  ],
  sources: [
    "Flax: guide on batch normalization; flax.linen.BatchNorm",
    "flax issue 1489, evojax issue 60; checked with Flax 0.12",
  ],
  fix: "suggestion",
  bad: `import flax.linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train)(x)


def loss(params, batch_stats, x):
    variables = {"params": params, "batch_stats": batch_stats}
    y = Net().apply(variables, x, train=True)  # NRM701
    return (y**2).mean()
`,
  good: `import flax.linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(64, use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train)(x)


def loss(params, batch_stats, x):
    variables = {"params": params, "batch_stats": batch_stats}
    y, updates = Net().apply(variables, x, train=True, mutable=["batch_stats"])
    return (y**2).mean(), updates
`,
  check: (facts) => {
    if (!/\bapply(_fn)?\s*\(/.test(facts.text) || !/\bflax\b/.test(facts.text)) return [];
    const classes = normClasses(facts);
    return nodesOf(facts.syntax, "call").flatMap((call) => (call.broken ? [] : checkCall(facts, call, classes)));
  },
};

function checkCall(facts: ModelFacts, call: Syntax, classes: ReadonlyMap<string, Flags>): RuleFinding[] {
  const [callee, list] = [field(call, "function"), field(call, "arguments")];
  const name = callee && nameOf(facts, callee, call);
  if (!callee || !name || list?.type !== "argument_list" || !/^apply(_fn)?$/.test(textAt(facts, name))) return [];
  if (list.children.some(({ type }) => type.endsWith("_splat")) || OTHER.some((word) => keywordAt(facts, call, word)))
    return [];
  const made = constructionsOf(facts, field(callee, "object"), call);
  const of = made.length > 0 ? calleeName(facts, made[0]!) : null;
  const flag = trainingFlag(facts, [call]) ?? trainingFlag(facts, made) ?? flagUnnamed(facts, call, list, of);
  const flags = of === null ? undefined : classes.get(of);
  const passed = passesStatistics(facts, list.children[0], call);
  const always = flags?.always === true;
  const decides =
    flag !== null && (flags ? flags.by.has(flag.name) : passed && !facts.classes.some((own) => own.name === of));
  if ((!decides && !always) || isTried(facts, call)) return [];
  const why = decides && flag ? flag.text : "use_running_average=False";
  return [
    {
      severity: "error",
      message: `${textAt(facts, name)} with ${why} and no mutable: BatchNorm cannot keep its statistics, it raises`,
      range: { start: name.start, end: name.end },
      related: flags?.norm ? [{ range: flags.norm.callee, message: "updates batch_stats" }] : [],
      fixes: fixesOf(facts, call, list),
    },
  ];
}

/** The last name of `model.apply`; `apply_fn` alone where it is only another name for such a method. */
function nameOf(facts: ModelFacts, callee: Syntax, call: Syntax): Syntax | undefined {
  if (callee.type === "attribute") return field(callee, "attribute");
  if (callee.type !== "identifier") return undefined;
  const values = assigned(facts, textAt(facts, callee), call);
  const isMethod = (value: Syntax) => value.type === "attribute" && /\.apply(_fn)?$/.test(textAt(facts, value));
  return values.length > 0 && values.every(isMethod) ? callee : undefined;
}

/** Says what may be written, or which method is called. */
const OTHER = ["mutable", "method", "capture_intermediates"];

/** What says in each of these calls that this is training. */
function trainingFlag(facts: ModelFacts, calls: readonly Syntax[]): { name: string; text: string } | null {
  const isGiven = (call: Syntax, name: string, value: string) => {
    const given = keywordAt(facts, call, name);
    return given !== undefined && textAt(facts, field(given, "value") ?? given) === value;
  };
  const found = FLAGS.find(([name, value]) => calls.length > 0 && calls.every((call) => isGiven(call, name, value)));
  return found ? { name: found[0], text: `${found[0]}=${found[1]}` } : null;
}

/** What says by its position, or by its default, that this is training, in a call of a class of the file. */
function flagUnnamed(facts: ModelFacts, call: Syntax, list: Syntax, of: string | null) {
  const method = facts.classes.find(({ name }) => name === of)?.methods.get("__call__");
  const parameters = (method && field(method, "parameters")?.children) ?? [];
  // The variables stand where the method has self.
  const given = list.children.filter(({ type }) => type !== "keyword_argument");
  for (const [i, parameter] of parameters.entries()) {
    const name = textAt(facts, field(parameter, "name") ?? parameter.children[0] ?? parameter);
    const flag = FLAGS.find((known) => known[0] === name);
    const chosen = given[i] ?? field(parameter, "value");
    if (!flag || !chosen || keywordAt(facts, call, name) || textAt(facts, chosen) !== flag[1]) continue;
    return { name, text: `${name}=${flag[1]}${given[i] ? "" : " by default"}` };
  }
  return null;
}

/** Calls of one class that may have made the object; none where that is not known, as for a state's `apply_fn`. */
function constructionsOf(facts: ModelFacts, object: Syntax | undefined, call: Syntax): Syntax[] {
  if (object?.type === "call") return calleeName(facts, object) === null ? [] : [object];
  if (object?.type !== "identifier") return [];
  const values = assigned(facts, textAt(facts, object), call);
  const names = new Set(values.map((value) => (value.type === "call" ? calleeName(facts, value) : null)));
  return names.size === 1 && !names.has(null) ? values : [];
}

function calleeName(facts: ModelFacts, call: Syntax): string | null {
  const names = dottedName(field(call, "function") ?? call, facts.text);
  return names?.length === 1 ? names[0]! : null;
}

/** Whether the variables are a mapping, written here or assigned once, that has batch_stats. */
function passesStatistics(facts: ModelFacts, variables: Syntax | undefined, call: Syntax): boolean {
  if (!variables) return false;
  const values = variables.type === "identifier" ? assigned(facts, textAt(facts, variables), call) : [variables];
  const [value] = values;
  return values.length === 1 && value!.type === "dictionary" && /["']batch_stats["']\s*:/.test(textAt(facts, value!));
}

/** Adds the argument, and takes the pair apart where the output is assigned to one name. */
function fixesOf(facts: ModelFacts, call: Syntax, list: Syntax): Fix[] {
  const add = addArgument(facts, list, 'mutable=["batch_stats"]');
  const assignment = statementAround(facts, call)?.node.children[0];
  const left = assignment?.type === "assignment" ? field(assignment, "left") : undefined;
  if (!add || left?.type !== "identifier" || field(assignment!, "right")?.start !== call.start) return [];
  if (field(assignment!, "right")!.end !== call.end || field(assignment!, "type") || hasWord(facts, "updates"))
    return [];
  const edits = [{ range: { start: left.end, end: left.end }, text: ", updates" }, add];
  const checkpointNote = "No checkpoint key changes; updates['batch_stats'] holds the new statistics and must be kept.";
  return [{ title: "Let it update batch_stats, and take the updates", safe: false, edits, checkpointNote }];
}

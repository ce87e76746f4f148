import { field, type Syntax } from "../syntax";
import { withBodyLater } from "./bodyLater";
import type { CodeFile, CodeFunction, CodeImport, CodeParameter, FunctionBody, Step } from "./code";
import { keptBody } from "./keptBody";
import { readExpression, readTest } from "./readExpression";
import { type Reading, textOf } from "./reading";
import { modelsUsed, repeatedConditions } from "./usedNames";

/**
 * What a file's statements do. Never throws; what is nested too deep is left out.
 * @param later the bodies of functions are read once somebody comes there, out of the tree, which they hold until then
 */
export function readCode(file: Syntax, text: string, { later = false } = {}): CodeFile {
  const reading = { file, text, depth: 0, later, readFunction };
  return { steps: readSteps(file.children, reading), ...lookedFor(file, reading) };
}

const MAX_DEPTH = 60;

function readSteps(nodes: readonly Syntax[], reading: Reading): Step[] {
  if (reading.depth > MAX_DEPTH) return [];
  reading.depth++;
  const steps = nodes.flatMap((node) => READERS[node.type]?.(node, reading) ?? []);
  reading.depth--;
  return steps;
}

function lookedFor(body: Syntax | undefined, { file, text }: Reading): Pick<CodeFile, "models" | "conditions"> {
  if (!body) return { models: [], conditions: [] };
  return { models: modelsUsed(file, body, text), conditions: repeatedConditions(file, body, text) };
}

/** A function, method or lambda. */
function readFunction(node: Syntax, decorators: readonly Syntax[], reading: Reading): CodeFunction {
  const head = {
    name: textOf(field(node, "name"), reading),
    parameters: (field(node, "parameters")?.children ?? []).flatMap((child) => readParameter(child, reading)),
    decorators: decorators.flatMap(({ children }) =>
      children.slice(0, 1).map((child) => readExpression(child, reading)),
    ),
    start: node.start,
    end: node.end,
  };
  if (!reading.later) return { ...head, ...readBody(node, reading) };
  const then = { ...reading };
  return withBodyLater(head, () => keptBody(node, then.depth, () => readBody(node, then)));
}

function readBody(node: Syntax, reading: Reading): FunctionBody {
  const body = field(node, "body");
  const value = node.type === "lambda" && body;
  const steps: Step[] = value
    ? [{ kind: "return", value: readExpression(value, reading) }]
    : readSteps(body?.children ?? [], reading);
  return { steps, yields: body !== undefined && yieldsItself(body), ...lookedFor(body, reading) };
}

function readParameter(node: Syntax, reading: Reading): CodeParameter[] {
  const place = { start: node.start, end: node.end };
  const plain = (name: Syntax | undefined, kind: CodeParameter["kind"], value?: Syntax): CodeParameter[] =>
    name
      ? [{ name: textOf(name, reading), default: value ? readExpression(value, reading) : null, kind, ...place }]
      : [];
  switch (node.type) {
    case "identifier":
      return plain(node, "plain");
    case "default_parameter":
    case "typed_default_parameter":
      return plain(field(node, "name"), "plain", field(node, "value"));
    case "typed_parameter":
      return node.children[0] ? readParameter(node.children[0], reading) : [];
    case "list_splat_pattern":
      return plain(node.children[0], "list");
    case "dictionary_splat_pattern":
      return plain(node.children[0], "mapping");
    default:
      return [];
  }
}

type Reader = (node: Syntax, reading: Reading) => Step[];

const READERS: Readonly<Record<string, Reader>> = {
  expression_statement: (node, reading) => node.children.flatMap((child) => readStatement(child, reading)),
  return_statement: (node, reading) => [
    { kind: "return", value: node.children[0] ? readExpression(node.children[0], reading) : null },
  ],
  break_statement: () => [{ kind: "leave", how: "break" }],
  continue_statement: () => [{ kind: "leave", how: "continue" }],
  raise_statement: () => [{ kind: "leave", how: "raise" }],
  assert_statement: (node, reading) =>
    node.children[0]?.type === "false"
      ? [{ kind: "leave", how: "raise" }]
      : node.children.slice(0, 1).map((child) => ({ kind: "evaluate", value: readExpression(child, reading) })),
  if_statement: readIf,
  for_statement: readFor,
  while_statement: readWhile,
  with_statement: readWith,
  try_statement: readTry,
  match_statement: readMatch,
  import_statement: readImport,
  import_from_statement: readImport,
  function_definition: (node, reading) => [{ kind: "function", function: readFunction(node, [], reading) }],
  class_definition: readClass,
  decorated_definition: readDecorated,
  global_statement: (node, reading) => [
    { kind: "global", names: node.children.map((child) => textOf(child, reading)) },
  ],
  block: (node, reading) => readSteps(node.children, reading),
};

function readStatement(node: Syntax, reading: Reading): Step[] {
  if (node.type === "assignment") {
    const targets: Syntax[] = [];
    let rest: Syntax | undefined = node;
    while (rest?.type === "assignment") {
      const left = field(rest, "left");
      if (left) targets.push(left);
      rest = field(rest, "right");
    }
    if (!rest) return [];
    return [
      {
        kind: "assign",
        targets: targets.map((target) => readExpression(target, reading)),
        value: readExpression(rest, reading),
      },
    ];
  }
  if (node.type === "augmented_assignment") {
    const [left, right] = [field(node, "left"), field(node, "right")];
    if (!left || !right) return [];
    return [{ kind: "add", target: readExpression(left, reading), value: readExpression(right, reading) }];
  }
  return [{ kind: "evaluate", value: readExpression(node, reading) }];
}

function readIf(node: Syntax, reading: Reading): Step[] {
  const clauses = [node, ...node.children.filter((child) => child.field === "alternative").slice(0, MAX_DEPTH)];
  let otherwise: Step[] = [];
  for (const clause of clauses.reverse()) {
    const condition = field(clause, "condition");
    const block = field(clause, "consequence") ?? field(clause, "body");
    const body = readSteps(block?.children ?? [], reading);
    otherwise = condition ? [{ kind: "if", test: readTest(condition, reading), body, otherwise }] : body;
  }
  return otherwise;
}

function readFor(node: Syntax, reading: Reading): Step[] {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (!left || !right) return [];
  const body = readSteps(field(node, "body")?.children ?? [], reading);
  const place = { start: node.start, end: right.end };
  return [
    { kind: "for", target: readExpression(left, reading), over: readExpression(right, reading), body, ...place },
    ...readElse(node, reading),
  ];
}

function readWhile(node: Syntax, reading: Reading): Step[] {
  const condition = field(node, "condition");
  if (!condition) return [];
  const body = readSteps(field(node, "body")?.children ?? [], reading);
  const test = readTest(condition, reading);
  return [{ kind: "while", test, body, start: node.start, end: condition.end }, ...readElse(node, reading)];
}

/** What stands after a loop that was not left early, which may have been. */
function readElse(node: Syntax, reading: Reading): Step[] {
  const clause = node.children.find(({ type }) => type === "else_clause");
  const steps = clause ? readSteps(field(clause, "body")?.children ?? [], reading) : [];
  return steps.length > 0 ? [{ kind: "if", test: UNKNOWN_TEST, body: steps, otherwise: [] }] : [];
}

const UNKNOWN_TEST = {
  value: { kind: "mix", parts: [], start: 0, end: 0 },
  text: null,
  negated: false,
  names: [],
} as const;

function readWith(node: Syntax, reading: Reading): Step[] {
  const clause = node.children[0];
  const items = (clause?.children ?? []).flatMap((item) => {
    const value = item.type === "with_item" ? field(item, "value") : undefined;
    if (!value) return [];
    const [source, target] = value.type === "as_pattern" ? value.children : [value];
    return [
      {
        value: readExpression(source ?? value, reading),
        target: target ? readExpression(target.children[0] ?? target, reading) : null,
      },
    ];
  });
  return [{ kind: "with", items, body: readSteps(field(node, "body")?.children ?? [], reading) }];
}

function readTry(node: Syntax, reading: Reading): Step[] {
  const block = (clause: Syntax | undefined) =>
    readSteps(
      (clause && (field(clause, "body") ?? clause.children.find(({ type }) => type === "block")))?.children ?? [],
      reading,
    );
  const clauses = (type: RegExp) => node.children.filter((child) => type.test(child.type));
  return [
    {
      kind: "try",
      body: block(node),
      handlers: clauses(/^except/).map(block),
      otherwise: block(clauses(/^else/)[0]),
      last: block(clauses(/^finally/)[0]),
    },
  ];
}

/** Each case may be the one. */
function readMatch(node: Syntax, reading: Reading): Step[] {
  const cases = (field(node, "body")?.children ?? node.children).filter(({ type }) => type === "case_clause");
  return cases.slice(0, MAX_DEPTH).reduceRight<Step[]>((otherwise, clause) => {
    const body = readSteps(field(clause, "consequence")?.children ?? [], reading);
    return [{ kind: "if", test: UNKNOWN_TEST, body, otherwise }];
  }, []);
}

function readImport(node: Syntax, reading: Reading): Step[] {
  const from = field(node, "module_name");
  const module = from ? textOf(from, reading).replace(/\s/g, "") : null;
  const names: CodeImport[] = [];
  for (const child of node.children) {
    if (child.type === "wildcard_import" && module) names.push({ name: "*", qualified: module });
    if (child === from || (child.type !== "dotted_name" && child.type !== "aliased_import")) continue;
    const name = textOf(child.type === "aliased_import" ? field(child, "name") : child, reading).replace(/\s/g, "");
    const alias = child.type === "aliased_import" ? textOf(field(child, "alias"), reading) : null;
    if (module !== null) {
      names.push({ name: alias ?? name, qualified: module.endsWith(".") ? `${module}${name}` : `${module}.${name}` });
    } else {
      const top = name.split(".")[0]!;
      names.push(alias === null ? { name: top, qualified: top } : { name: alias, qualified: name });
    }
  }
  return names.length > 0 ? [{ kind: "import", names }] : [];
}

function readDecorated(node: Syntax, reading: Reading): Step[] {
  const definition = field(node, "definition");
  const decorators = node.children.filter(({ type }) => type === "decorator");
  if (definition?.type === "class_definition") return readClass(definition, reading);
  if (definition?.type !== "function_definition") return [];
  return [{ kind: "function", function: readFunction(definition, decorators, reading) }];
}

function readClass(node: Syntax, reading: Reading): Step[] {
  const bases = (field(node, "superclasses")?.children ?? []).filter(({ type }) => type !== "keyword_argument");
  const steps = readSteps(field(node, "body")?.children ?? [], reading);
  const methods: Record<string, CodeFunction> = Object.create(null);
  for (const step of steps) if (step.kind === "function") methods[step.function.name] = step.function;
  return [
    {
      kind: "class",
      class: {
        name: textOf(field(node, "name"), reading),
        bases: bases.map((base) => readExpression(base, reading)),
        methods,
        steps: steps.filter(({ kind }) => kind === "assign"),
        start: node.start,
        end: node.end,
      },
    },
  ];
}

function yieldsItself(node: Syntax): boolean {
  const rest = [node];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (next.type === "yield") return true;
    if (next.type !== "function_definition" && next.type !== "lambda") rest.push(...next.children);
  }
  return false;
}

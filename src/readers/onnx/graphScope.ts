import type { OnnxGraph, OnnxNode } from "./graph";

/** A tensor that a graph names. */
export interface Parameter {
  /** The name that it has among the file's tensors. */
  readonly name: string;
  /** What the graph calls it: exporters keep one of equal tensors, and hand it on under the others' names. */
  readonly alias: string;
  /** False for a number or a list of axes, which is none of them. */
  readonly isListed: boolean;
  /** How many values it has. */
  readonly count: number;
  /** Its values where they are few, as numbers; null where they cannot be had. */
  read(): Promise<readonly number[] | null>;
}

/** Who makes and who uses each value of a graph. */
export interface GraphScope {
  readonly graph: OnnxGraph;
  readonly parent: GraphScope | null;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly producers: ReadonlyMap<string, OnnxNode>;
  readonly users: Map<string, OnnxNode[]>;
}

/** What hands a parameter on, changing at most its type or its shape. */
const HANDS_ON = new Set(["Identity", "Cast", "CastLike", "Unsqueeze", "Squeeze", "Reshape", "Transpose"]);
const CASTS = new Set(["Identity", "Cast", "CastLike"]);
const MAX_STEPS = 16;

/** The scopes of a model's graphs; a graph that holds others stands before them. */
export function graphScopes(
  graphs: readonly OnnxGraph[],
  parametersOf: (graph: OnnxGraph) => ReadonlyMap<string, Parameter>,
): readonly GraphScope[] {
  const scopes = new Map<OnnxGraph, GraphScope>();
  for (const graph of graphs) {
    const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
    const parent = graph.parent ? scopes.get(graph.parent)! : null;
    scopes.set(graph, { graph, parent, parameters: parametersOf(graph), producers, users: new Map() });
  }
  for (const scope of scopes.values()) {
    for (const node of scope.graph.nodes) for (const input of node.inputs) addUser(scope, input, node);
  }
  return [...scopes.values()];
}

/** The parameter that a value is, directly or through casts and changes of shape. */
export function parameterOf(scope: GraphScope, value: string | undefined): Parameter | null {
  let [at, name]: [GraphScope, string | undefined] = [scope, value];
  let alias: string | undefined;
  for (let step = 0; name && step < MAX_STEPS; step++) {
    const owner = ownerOf(at, name);
    const parameter = owner?.parameters.get(name);
    if (parameter) return { ...parameter, alias: alias ?? parameter.name };
    const node = owner?.producers.get(name);
    if (!owner || !node || !isStandard(node) || !HANDS_ON.has(node.operator)) return null;
    if (node.operator === "Identity") alias ??= name;
    [at, name] = [owner, node.inputs[0]];
  }
  return null;
}

/** The node that makes a value in this graph, looking behind casts. */
export function producerOf(scope: GraphScope, value: string | undefined): OnnxNode | undefined {
  return scope.producers.get(behindCasts(scope, value) ?? "");
}

/** What a value is before casts. */
export function behindCasts(scope: GraphScope, value: string | undefined): string | undefined {
  let name = value;
  for (let step = 0; name && step < MAX_STEPS; step++) {
    const node = scope.producers.get(name);
    if (!node || !isStandard(node) || !CASTS.has(node.operator)) return name;
    name = node.inputs[0];
  }
  return name;
}

/** The only node that uses a value, looking past casts; undefined where more do, or the graph hands it out. */
export function onlyUser(scope: GraphScope, value: string | undefined): OnnxNode | undefined {
  let name = value;
  for (let step = 0; name && step < MAX_STEPS; step++) {
    const users: readonly OnnxNode[] = scope.users.get(name) ?? [];
    const [user] = users;
    if (!user || users.length > 1 || scope.graph.outputs.has(name)) return undefined;
    if (!isStandard(user) || !CASTS.has(user.operator)) return user;
    name = user.outputs[0];
  }
  return undefined;
}

/** The parameter that a node joins with a value, looking behind casts. */
export function besides(scope: GraphScope, node: OnnxNode, value: string | undefined): Parameter | null {
  const source = behindCasts(scope, value);
  const others = node.inputs.filter((input) => behindCasts(scope, input) !== source);
  return others.length === 1 ? parameterOf(scope, others[0]) : null;
}

/** Whether a node's operator is one of ONNX itself. */
export function isStandard({ domain }: OnnxNode): boolean {
  return domain === "" || domain === "ai.onnx";
}

function addUser(scope: GraphScope, value: string, node: OnnxNode): void {
  const users = (ownerOf(scope, value) ?? scope).users;
  const known = users.get(value);
  if (known) known.push(node);
  else users.set(value, [node]);
}

/** The innermost graph around that makes or holds a value. */
function ownerOf(scope: GraphScope, value: string): GraphScope | null {
  for (let at: GraphScope | null = scope; at; at = at.parent) {
    if (at.parameters.has(value) || at.producers.has(value) || at.graph.inputs.has(value)) return at;
  }
  return null;
}

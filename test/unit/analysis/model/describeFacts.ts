import type { Construction, Known, ModelFacts, Operation, Value } from "../../../../src/analysis/model/facts";

/** Facts as lines of text, for tests to compare. */
export function describeFacts(facts: ModelFacts): string[] {
  return [
    ...facts.classes.map(({ name, framework, assumed }) => `class ${name}: ${framework}${assumed ? " (assumed)" : ""}`),
    ...facts.classes.flatMap((of) =>
      [...of.attributes].map(([name, value]) => `${of.name}.${name} = ${describe(value)}`),
    ),
    ...facts.constructions.map(constructionLine),
    ...facts.graphs.flatMap((graph) =>
      graph.operations.map((operation) => operationLine(graph.name || "file", operation)),
    ),
  ];
}

/** `conv1: Conv2d(out_channels=64)`, with `?` behind what is only a default. */
function constructionLine(of: Construction): string {
  const given = [...of.arguments].filter(([, argument]) => argument.given);
  const list = given.map(([name, { value }]) => `${name}=${describe(value)}`).join(", ");
  const marks = [
    of.certain ? "" : " uncertain",
    of.escapes ? " escapes" : "",
    of.wrappers.map((name) => ` in ${name}`).join(""),
  ];
  return `${of.attribute ?? "-"}: ${of.spec?.name ?? of.own}(${list})${marks.join("")}`;
}

/** `forward: conv1(x) -> 4 axes, 1 is 64 [condition]`. */
function operationLine(graph: string, operation: Operation): string {
  const path = operation.path.map((step) => (step.loop ? "loop" : (step.condition ?? `arm ${step.arm}`))).join(", ");
  const inputs = operation.inputs.map(nameOf).join(", ");
  return `${graph}: ${labelOf(operation)}(${inputs})${shapeText(operation.output)}${path ? ` [${path}]` : ""}`;
}

function shapeText(value: Value | null): string {
  if (!value) return "";
  const { rank, sizes } = value.shape;
  const known = [...sizes]
    .sort(([a], [b]) => a - b)
    .map(([axis, size]) => `${axis} is ${size.value}${size.byDefault ? "?" : ""}`);
  if (rank === null && known.length === 0) return "";
  return ` -> ${[`${rank ?? "?"} axes`, ...known].join(", ")}`;
}

function nameOf(value: Value): string {
  return labelOf(value.producer);
}

function labelOf({ construction, name }: Operation): string {
  return construction ? (construction.attribute ?? construction.name) : name.split(".").at(-1)!;
}

function describe(value: Known): string {
  const mark = "byDefault" in value && value.byDefault ? "?" : "";
  switch (value.kind) {
    case "number":
    case "boolean":
      return `${value.value}${mark}`;
    case "text":
      return `"${value.value}"${mark}`;
    case "none":
      return `None${mark}`;
    case "list":
      return `[${value.items.map((item) => describe(item.value)).join(", ")}${value.open ? ", …" : ""}]`;
    case "dictionary":
      return `{${[...value.entries].map(([key, entry]) => `${key}: ${describe(entry)}`).join(", ")}}`;
    case "foreign":
      return `${value.qualified}${mark}`;
    case "class":
    case "function":
      return value.name;
    case "module":
      return value.construction.spec?.name ?? value.construction.own ?? "?";
    case "either":
      return value.options.map(describe).join(" or ");
    default:
      return value.kind;
  }
}

import type { NormLayer, NormParameter } from "../../engine/norms/normLayer";
import type { ListedTensor } from "../../protocol/engineApi";

export type Cell = string | number | null;

/** The tensors of a file, one line each, as RFC 4180 has it. */
export function tensorsCsv(tensors: readonly ListedTensor[]): string {
  return csv(
    ["name", "dtype", "shape", "bytes", "role", "closed"],
    tensors.map(({ name, dtype, shape, bytes, role, closed }) => [
      name,
      dtype,
      shape.join("x"),
      bytes,
      role ?? "",
      closed ?? "",
    ]),
  );
}

/** The normalization layers, one line each; numbers with every digit. */
export function normsCsv(norms: readonly NormLayer[]): string {
  const parameters = ["running_mean", "running_var", "weight", "bias"] as const;
  const extremes = parameters.flatMap((name) => ["min", "median", "max"].map((which) => `${name}_${which}`));
  const drifts = ["running_mean", "running_var", "weight", "bias"].map((name) => `${name}_drift_max`);
  return csv(
    [
      "layer",
      "method",
      "certainty",
      "channels",
      "eps",
      "momentum",
      "num_batches_tracked",
      ...extremes,
      ...drifts,
      "findings",
    ],
    norms.map((norm) => [
      norm.name,
      norm.method,
      norm.certainty,
      norm.channels,
      norm.eps,
      norm.momentum,
      norm.numBatchesTracked,
      ...[norm.runningMean, norm.runningVariance, norm.weight, norm.bias].flatMap(extremesOf),
      ...[norm.drift?.runningMean, norm.drift?.runningVariance, norm.drift?.weight, norm.drift?.bias].map(
        (spread) => spread?.max ?? null,
      ),
      norm.findings.map(({ code }) => code).join(" "),
    ]),
  );
}

function extremesOf(parameter: NormParameter | null): Cell[] {
  return parameter === null ? [null, null, null] : [parameter.min, parameter.median, parameter.max];
}

/** A table as RFC 4180 has it. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/**
 * Names come from files: a spreadsheet must not take one for a formula, which some find behind blanks, too, and written
 * in wide characters.
 */
function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

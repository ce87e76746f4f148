import { l10n } from "vscode";
import type { Preparation } from "../../protocol/onnx";

type Numbers = Omit<Preparation, "size">;

/** What images are usually turned into, by what people call it. */
export const PREPARATIONS: readonly (readonly [label: string, numbers: Numbers])[] = [
  [l10n.t("0 to 1"), { scale: 1 / 255, mean: [0], std: [1], channels: "RGB" }],
  [l10n.t("−1 to 1"), { scale: 1 / 255, mean: [0.5], std: [0.5], channels: "RGB" }],
  [
    l10n.t("ImageNet's mean and deviation"),
    { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: "RGB" },
  ],
  [l10n.t("0 to 255"), { scale: 1, mean: [0], std: [1], channels: "RGB" }],
];

/** "0.00392157; 0.485, 0.456, 0.406; 0.229, 0.224, 0.225; RGB", as a person may type it. */
export function preparationText({ scale, mean, std, channels }: Numbers): string {
  return [Number(scale.toPrecision(9)), mean.join(", "), std.join(", "), channels].join("; ");
}

/** What `preparationText` says; null where it is something else. */
export function parsePreparation(text: string): Numbers | null {
  const [scale, mean, std, order, ...rest] = text.split(";").map((part) => part.trim());
  const numbers = [scale, mean, std].map((part) =>
    part?.split(",").map((one) => (one.trim() ? Number(one) : Number.NaN)),
  );
  const [[factor] = [], means = [], deviations = []] = numbers;
  const channels = order?.toUpperCase();
  const areNumbers = numbers.every((list) => list?.every(Number.isFinite));
  const areFew = numbers[0]?.length === 1 && [means, deviations].every(({ length }) => length === 1 || length === 3);
  if (!areNumbers || !areFew || !factor || deviations.includes(0) || rest.length > 0) return null;
  return channels === "RGB" || channels === "BGR" ? { scale: factor, mean: means, std: deviations, channels } : null;
}

import type { Piece } from "../hoverText";
import type { AdvisedMethod, Ground, Point } from "./advice";
import { groupsAt } from "./layerCode";
import type { AdvicePlace } from "./place";
import type { Situation } from "./situation";
import {
  BATCH_NORM,
  code,
  GRAPH_NORM,
  IDENTITY_MAPPINGS,
  KERAS_FINE_TUNING,
  LAYER_NORM,
  PRE_NORM,
  point,
  rule,
} from "./sources";

/** Where a method's layer goes, and what its arguments should be there. */
export function placementOf(method: AdvisedMethod, { place, architecture }: Situation): readonly Point[] {
  if (method === "frozen") return [frozenPlace(place)];
  const points = {
    convolutional: () => [inConvolutions(method, place), ...bias(method, place), deepResidual()],
    dense: () => [dense(), ...bias(method, place)],
    transformer: () => [inTransformer(place)],
    recurrent: () => [inRecurrent(place)],
    graph: () => [point(["After a graph layer, before the activation."], GRAPH_NORM)],
  }[architecture?.value ?? "dense"]();
  return [...(architecture ? points : bias(method, place)), ...argumentsOf(method, place)];
}

function inConvolutions(method: AdvisedMethod, { findings }: AdvicePlace): Point {
  const dropped = findings.find(({ value }) => value === "NRM302");
  const more: Piece[] = dropped && method === "batch" ? [" Dropout goes behind the last of them."] : [];
  return point(
    ["Convolution → normalization → activation.", ...more],
    BATCH_NORM,
    ...(dropped ? [rule("NRM302")] : []),
  );
}

function deepResidual(): Point {
  const text =
    "In residual networks of 50 layers and more: normalization → activation → convolution, the sum left alone.";
  return point([text], IDENTITY_MAPPINGS);
}

function dense(): Point {
  return point(["Linear → normalization → activation."], BATCH_NORM);
}

function inTransformer({ postNorm, framework }: AdvicePlace): Point {
  const text = "Before each sublayer: x + sublayer(norm(x)), and once more behind the last block.";
  if (!postNorm) return point([text], PRE_NORM);
  const flag: Piece[] =
    framework === "torch" ? [" Here: ", { code: "norm_first=True" }, "; it is after each sum now."] : [];
  return point([text, ...flag], PRE_NORM, code(postNorm));
}

function inRecurrent({ findings }: AdvicePlace): Point {
  const layout = findings.find(({ value }) => value === "NRM204");
  const text =
    "On the features that a recurrent layer puts out, before the next layer reads them. Inside its steps it would need a " +
    "cell of its own: the frameworks' fused layers have no place for it.";
  return point([text], LAYER_NORM, ...(layout ? [rule("NRM204"), code(layout)] : []));
}

/** A mean that is taken away for each channel takes a constant of the channel with it. */
function bias(method: AdvisedMethod, { framework, findings, channels }: AdvicePlace): Point[] {
  const flag = framework === "torch" ? "bias=False" : "use_bias=False";
  const there = findings.find(({ value }) => value === "NRM301");
  if (method === "batch" || method === "instance") {
    return [
      point(
        [{ code: flag }, " in the layer before: its bias would be cancelled."],
        rule("NRM301"),
        ...(there ? [code(there)] : []),
      ),
    ];
  }
  const alone = method === "group" && channels?.value === groupsAt({ channels });
  return alone ? [] : [point(["The layer before may have a bias: this does not cancel it."], rule("NRM301"))];
}

function frozenPlace({ framework }: AdvicePlace): Point {
  const [how, ground]: readonly [Piece[], Ground] =
    framework === "keras"
      ? [["The trained model stays as it is, called with ", { code: "training=False" }, "."], KERAS_FINE_TUNING]
      : framework === "torch"
        ? [
            [
              "The model stays as it is; ",
              { code: "model.train()" },
              " puts batch norm back into training, so a ",
              { code: "train" },
              " of its own has to leave it out.",
            ],
            rule("NRM106"),
          ]
        : [["The model stays as it is, with ", { code: "use_running_average=True" }, "."], rule("NRM702")];
  return point(how, ground);
}

function argumentsOf(method: AdvisedMethod, { framework, channels, distributed, splits }: AdvicePlace): Point[] {
  const points: Point[] = [];
  if (method === "group" || method === "example") {
    const groups = method === "example" ? 1 : groupsAt({ channels });
    const known = channels?.value ?? null;
    if (method === "example")
      points.push(point(["One group: layer norm over all of an example, scaled by channel."], LAYER_NORM));
    else if (known === null)
      points.push(
        point([`${groups} groups have to divide the channels, whose number is not known here.`], rule("NRM201")),
      );
    else points.push(point([groupsText(groups, known)], rule("NRM201")));
  }
  if (method !== "batch") return points;
  if (framework === "torch") {
    points.push(
      point(
        [
          { code: "momentum=0.1" },
          " is the new batch's weight: averages over about 19 batches. Keras and Flax name the other weight.",
        ],
        rule("NRM206"),
      ),
    );
  }
  if (framework === "keras") {
    const text =
      " weighs the old average: about 199 batches; short trainings want 0.9. Its epsilon is 1e-3, PyTorch's 1e-5.";
    points.push(point([{ code: "momentum=0.99" }, text], rule("NRM206")));
  }
  if (framework === "linen")
    points.push(
      point(["Training has to ask for the statistics: ", { code: "mutable=['batch_stats']" }, "."], rule("NRM701")),
    );
  if (distributed ?? splits) {
    points.push(
      point(
        ["Each device normalizes its own examples, unless batch norm is synchronized."],
        code((distributed ?? splits)!),
        rule("NRM404"),
      ),
    );
  }
  return points;
}

function groupsText(groups: number, channels: number): string {
  if (groups === 1)
    return `${channels} channels allow no groups of two and more: one group, which is layer norm over all of an example.`;
  const each = channels / groups;
  return `${groups} groups of ${each} channels: the most, up to the paper's 32, that divide ${channels} and leave two in each.`;
}

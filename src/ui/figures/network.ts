import type { Data, PlotData } from "plotly.js";
import { formatNumber } from "../../engine/formatNumber";
import { wholeShare } from "../../engine/whatIf/networkAdvice";
import type { LayerShift, NetworkAnswer } from "../../protocol/whatIf";
import { markOf } from "./depth";
import { type Canvas, type Figure, hueOf, withOpacity } from "./figure";
import { layerAxis, layerText } from "./layerAxis";
import { axisTitle, layoutOf } from "./layout";
import { cleanName, shortName } from "./safeText";

/** In which layer does the gap arise? What each layer's own statistics shift its output by, beside what it inherits. */
export function networkFigure(
  canvas: Canvas,
  { layers, culprit }: Pick<NetworkAnswer, "layers" | "culprit">,
  selected: string,
): Figure {
  const { theme } = canvas;
  const [own, inherited] = [hueOf(theme, 0), hueOf(theme, 1)];
  const most = layers.reduce((max, { rms, rmsOwn, rmsInherited }) => Math.max(max, rms, rmsOwn, rmsInherited), 0);
  const text = layers.map(hoverText);
  const last = layers.at(-1)!;
  const at = layers.findIndex(({ name }) => name === selected);
  const layout = layoutOf(canvas, {
    x: layerAxis(
      canvas,
      layers.map(({ name }) => name),
    ),
    y: { title: axisTitle(theme, "shift of the output (RMS)"), range: [0, 1.08 * (most || 1)] },
    labels: [
      { text: "own", color: own, at: last.rmsOwn },
      { text: "inherited", color: inherited, at: last.rmsInherited },
    ],
  });
  return {
    id: "network",
    title: titleOf(layers, culprit),
    subtitle:
      "From training to inference, of each captured layer's output. Filled: by its own running statistics; outlined: what came " +
      "with its input; ◇ both together.",
    note: null,
    data: [
      bars(
        layers.map((one) => one.rmsOwn),
        text,
        { color: own, line: { color: own, width: 1 } },
      ),
      bars(
        layers.map((one) => one.rmsInherited),
        text,
        { color: withOpacity(inherited, 0.25), line: { color: inherited, width: 1.5 } },
      ),
      {
        type: "scatter",
        mode: "markers",
        x: layers.map((_, place) => place),
        y: layers.map(({ rms }) => rms),
        marker: { color: theme.foreground, symbol: "diamond-open", size: 9, line: { width: 1.5 } },
        cliponaxis: false,
        text,
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    layout: {
      ...layout,
      barmode: "group",
      bargap: 0.3,
      hovermode: "closest",
      shapes: at < 0 || layers.length === 1 ? [] : [markOf(at, theme.reference)],
    },
    table: () => ({
      caption: `${TITLE} (RMS, γ included)`,
      columns: ["layer", "shift", "own", "inherited", "own share", "sampling noise", "of the last layer's", "cause"],
      rows: layers.map(({ name, rms, rmsOwn, rmsInherited, ownShare, noise, ofLast, cause }) => [
        cleanName(name),
        rms,
        rmsOwn,
        rmsInherited,
        ownShare,
        noise,
        ofLast,
        cause,
      ]),
    }),
  };
}

const TITLE = "In which layer does the gap between training and inference arise?";

function titleOf(layers: readonly LayerShift[], culprit: number | null): string {
  const { rms, name: end } = layers.at(-1)!;
  if (culprit === null) return `${TITLE} In none that was captured: sampling explains what is their own`;
  const { name, ofLast, rmsOwn } = layers[culprit]!;
  return end === name
    ? `${TITLE} Most in ${shortName(name, 40)}, the last: ${wholeShare(ofLast)} of its squared shift (RMS ${formatNumber(rms)})`
    : `${TITLE} Most in ${shortName(name, 40)}: by ${formatNumber(rmsOwn)} there, which makes about ${wholeShare(ofLast)} of ` +
        `the last layer's squared shift (RMS ${formatNumber(rms)})`;
}

function bars(values: readonly number[], text: readonly string[], marker: Partial<PlotData["marker"]>): Data {
  return {
    type: "bar",
    x: values.map((_, place) => place),
    y: [...values],
    marker,
    text: [...text],
    textposition: "none",
    hovertemplate: "%{text}<extra></extra>",
  };
}

function hoverText(layer: LayerShift, place: number): string {
  const { name, rms, rmsOwn, rmsInherited, noise, ofLast } = layer;
  return (
    `${layerText(name, place)}<br>shifted by ${formatNumber(rms)}: own ${formatNumber(rmsOwn)}, inherited ` +
    `${formatNumber(rmsInherited)}<br>sampling noise ${formatNumber(noise)}<br>${wholeShare(ofLast)} of the last layer's squared shift`
  );
}

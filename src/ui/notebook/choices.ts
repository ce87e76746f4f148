import type { LayerRow } from "../view/layerRow";
import type { Tab } from "../view/viewState";

/** One thing to see of a layer, as a line of the output's selector. */
export interface Choice {
  readonly title: string;
  readonly view: { readonly tab: Tab; readonly absolute: boolean };
}

/** What there is to see of a layer, the most telling first. */
export function choicesFor({ runs }: LayerRow): Choice[] {
  const steps = runs.some(({ content }) => content.running !== null);
  const channels = runs.some(({ content }) => content.channels !== null);
  const overTime = runs.some(({ content }) => content.overTime !== null);
  const running: Choice[] = [
    { title: "Running averages", view: { tab: "running", absolute: false } },
    { title: "Running averages, absolute", view: { tab: "running", absolute: true } },
  ];
  if (runs.some(({ content }) => content.curve)) return [{ title: "Curve", view: { tab: "curve", absolute: false } }];
  return [
    ...(steps ? running : []),
    { title: "Distribution", view: { tab: "distribution", absolute: false } },
    ...(overTime ? [{ title: "Distribution over time", view: { tab: "overTime", absolute: false } } as const] : []),
    ...(channels ? [{ title: "Channels", view: { tab: "channels", absolute: false } } as const] : []),
  ];
}

import type { Followable } from "../../protocol/panel";
import { parseLayer, parseReport } from "../../protocol/reportJson";
import { emptyNotice, waitingNotice } from "../notices";
import type { Drawn, LaterMessage, Page } from "../page";
import { runsOf } from "../view/layerRow";
import { tablesFirst } from "../view/tableToggle";
import { readView } from "../view/viewState";
import { createAnswers } from "./answers";
import { type FullReport, missingIn, withFull } from "./fullLayers";
import { liveMark } from "./liveMark";
import { type ReportView, reportView } from "./reportView";

/** While a person zooms, each moment brings another range. */
const ZOOM_MILLISECONDS = 150;

/**
 * Draws a report, and follows what the host tells of it: what a person looks at stays while the run goes on. The host
 * has it read; the page asks for the layer that is looked at, because a report of a run holds one layer in full.
 */
export function drawReport({ root, savedView, saveView, post }: Page, json: unknown, followed: Followable): Drawn {
  let full: FullReport = { report: parseReport(json), wanted: followed.wanted };
  let view = readView(savedView ?? { asTable: tablesFirst() });
  let shown: { readonly runs: string; readonly view: ReportView } | null = null;
  let asked = "";
  let timer = 0;
  const mark = liveMark(
    (paused) => post({ type: "pause", paused }),
    (eachRank) => post({ type: "change", changes: { eachRank } }),
  );
  const answers = createAnswers(post);
  const goToCode = (layer: string) => post({ type: "goToCode", layer });
  mark.show(followed.live);

  const draw = () => {
    const { report } = full;
    if (report.layers.length === 0) {
      undraw();
      if (followed.live) waitingNotice(root, report.source.name);
      else emptyNotice(root, report.source.name, () => post({ type: "retry" }));
      return;
    }
    const runs = JSON.stringify(runsOf(report));
    if (shown?.runs === runs) shown.view.update(report);
    else {
      undraw();
      shown = { runs, view: reportView(root, report, change, mark.element, { ask: answers.ask, goToCode }) };
    }
    shown.view.show(view);
    ask();
  };
  const undraw = () => {
    shown?.view.dispose();
    shown = null;
  };
  const change = (changes: Partial<typeof view>) => {
    view = { ...view, ...changes };
    saveView(view);
    shown?.view.show(view);
    clearTimeout(timer);
    if (changes.steps) timer = window.setTimeout(ask, ZOOM_MILLISECONDS);
    else ask();
  };
  /** Asks for what is missing of the layer that is looked at, once. */
  const ask = () => {
    const missing = missingIn(full, view);
    const asking = JSON.stringify(missing);
    if (missing === null || !followed.live) asked = "";
    else if (asking !== asked) {
      asked = asking;
      post({ type: "layer", ...missing });
    }
  };
  const receive = (message: LaterMessage) => {
    switch (message.type) {
      case "update":
        followed = message;
        mark.show(message.live);
        if (message.report === null) return;
        full = { report: parseReport(JSON.parse(message.report)), wanted: message.wanted };
        draw();
        break;
      case "layer":
        // What somebody looked at before is not wanted any more.
        if (JSON.stringify(missingIn(full, view)?.wanted) !== JSON.stringify(message.wanted)) return;
        full = withFull(
          full,
          message.wanted,
          message.layers.map((layer) => parseLayer(JSON.parse(layer))),
        );
        draw();
        break;
      case "layerFailed":
        // The next report is another chance.
        asked = "";
        if (followed.live) mark.show({ ...followed.live, trouble: message.message });
        break;
      case "asking":
      case "answer":
      case "unanswered":
        answers.receive(message);
        shown?.view.show(view);
        break;
      case "chosenFile":
        answers.forgetAll();
        change({ [message.which]: message.path });
        break;
      case "select":
        change({ layer: message.layer, channel: null });
    }
  };

  draw();
  return {
    receive,
    dispose: () => {
      clearTimeout(timer);
      mark.dispose();
      undraw();
    },
  };
}

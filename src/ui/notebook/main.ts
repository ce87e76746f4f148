import type { ActivationFunction, OutputItem } from "vscode-notebook-renderer";
import type { Report } from "../../engine/report";
import { parseReport } from "../../protocol/reportJson";
import { parseRunOutput, RUN_MIME } from "../../protocol/runOutput";
import { whenReleased } from "../view/press";
import { adoptStyles } from "../view/styles";
import { emptyOutput } from "./emptyOutput";
import { fallBack } from "./fallback";
import { type NormOutput, normOutput } from "./normOutput";
import css from "./output.css";
import { type OutputView, outputView } from "./outputView";
import { runReport } from "./runReport";

/** What an output holds: a report, and how much of its source it is where the report does not tell. */
interface Content {
  readonly report: Report;
  readonly summary?: string;
}

/** Draws reports and runs in notebook outputs, out of their own data: no kernel, no messages, no trust needed. */
export const activate: ActivationFunction = () => {
  const outputs = new Map<string, OutputView>();
  const normOutputs = new Map<string, NormOutput>();
  /** By output: the last call that was made for it. Inflating takes a while, and a later state may come meanwhile. */
  const calls = new Map<string, object>();

  const dispose = (id: string) => {
    calls.delete(id);
    for (const drawn of [outputs, normOutputs]) {
      drawn.get(id)?.dispose();
      drawn.delete(id);
    }
  };
  const draw = (id: string, element: HTMLElement, { report, summary }: Content) => {
    const drawn = outputs.get(id);
    if (drawn && report.layers.length > 0) {
      drawn.update(element, report, summary);
      return;
    }
    const normView = normOutputs.get(id)?.view;
    dispose(id);
    if (report.layers.length > 0) outputs.set(id, outputView(element, report, undefined, summary));
    else if (report.norms.length > 0) normOutputs.set(id, normOutput(element, report, normView));
    else emptyOutput(element, report.source.name, summary ?? "");
  };
  return {
    async renderOutputItem(item, element, signal) {
      adoptStyles(css);
      const call = {};
      calls.set(item.id, call);
      try {
        const content = item.mime === RUN_MIME ? await runReport(parseRunOutput(item.json())) : readReport(item);
        await new Promise<void>(whenReleased);
        if (calls.get(item.id) === call && !signal.aborted) draw(item.id, element, content);
      } catch (error) {
        dispose(item.id);
        fallBack(item, element, error instanceof Error ? error.message : String(error), signal);
      }
    },
    disposeOutputItem(id) {
      for (const known of id === undefined ? [...outputs.keys(), ...normOutputs.keys()] : [id]) dispose(known);
    },
  };
};

function readReport(item: OutputItem): Content {
  const report = parseReport(item.json());
  if (report.layers.length + report.norms.length === 0)
    throw new Error("it holds no layers. Profile a file or folder with tensors, and run this cell again.");
  return { report };
}

import type { ActivationFunction, OutputItem } from "vscode-notebook-renderer";
import type { Report } from "../../engine/report";
import { parseReport } from "../../protocol/reportJson";
import { adoptStyles } from "../view/styles";
import { fallBack } from "./fallback";
import { type NormOutput, normOutput } from "./normOutput";
import css from "./output.css";
import { type OutputView, outputView } from "./outputView";

/** Draws reports in notebook outputs, out of their own data: no kernel, no messages, no trust needed. */
export const activate: ActivationFunction = () => {
  const outputs = new Map<string, OutputView>();
  const normOutputs = new Map<string, NormOutput>();

  const dispose = (id: string) => {
    for (const drawn of [outputs, normOutputs]) {
      drawn.get(id)?.dispose();
      drawn.delete(id);
    }
  };
  return {
    renderOutputItem(item, element, signal) {
      const view = outputs.get(item.id)?.view;
      const normView = normOutputs.get(item.id)?.view;
      dispose(item.id);
      adoptStyles(css);
      const report = readReport(item);
      if (typeof report === "string") fallBack(item, element, report, signal);
      else if (report.layers.length > 0) outputs.set(item.id, outputView(element, report, view));
      else normOutputs.set(item.id, normOutput(element, report, normView));
    },
    disposeOutputItem(id) {
      for (const known of id === undefined ? [...outputs.keys(), ...normOutputs.keys()] : [id]) dispose(known);
    },
  };
};

/** The report in an output, or why there is none. */
function readReport(item: OutputItem): Report | string {
  try {
    const report = parseReport(item.json());
    return report.layers.length + report.norms.length > 0 ? report : "it holds no layers.";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

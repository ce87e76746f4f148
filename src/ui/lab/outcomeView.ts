import { formatCount } from "../../engine/formatNumber";
import type { Conclusion, Experiment } from "../../engine/lab/experiments/experiment";
import { h } from "../view/h";
import { requestText } from "./progressText";
import { outcomeSoFar, type ShownRun } from "./shownRuns";

/** What a run came to, in sentences beside what papers report. */
export function outcomeView(): { readonly element: HTMLElement; readonly show: (shown: ShownRun) => void } {
  const heading = h("h2");
  const soFar = h("p", { class: "muted", "data-part": "seeds-done" });
  const conclusions = h("div", { "aria-live": "polite" });
  const cut = h("p", { class: "muted" }, "Trainings were cut short: networks that learn slowly are judged too soon.");
  const papers = h("details");
  let told = "";
  let of = 0;

  return {
    element: h(
      "section",
      { class: "outcome", "data-part": "outcome", "aria-label": "Outcome" },
      heading,
      soFar,
      conclusions,
      cut,
      papers,
    ),
    show(shown) {
      const { experiment, run } = shown;
      const outcome = outcomeSoFar(shown);
      soFar.textContent = soFarText(shown, outcome.seeds.length);
      cut.hidden = run.request.steps === null;
      if (run.id !== of) {
        of = run.id;
        heading.textContent = experiment.question;
        papers.replaceChildren(...papersOf(experiment));
        papers.open = outcome.conclusions.length === 0;
      }
      // What is said again would be read out again.
      const text = JSON.stringify(outcome.conclusions);
      if (text === told) return;
      told = text;
      conclusions.replaceChildren(...outcome.conclusions.map(conclusionOf));
    },
  };
}

function conclusionOf({ text, paper }: Conclusion): HTMLElement {
  const reported = paper === null ? null : h("span", { class: "paper" }, ` In the paper: ${paper}.`);
  return h("p", { class: "conclusion" }, text, reported);
}

function papersOf({ papers }: Experiment): HTMLElement[] {
  return [
    h("summary", {}, "What papers report, of networks and data of their own"),
    ...papers.map(({ text, source }) => h("p", {}, `${text}. `, h("small", {}, `${source}.`))),
  ];
}

function soFarText({ run, experiment }: ShownRun, whole: number): string {
  const data = run.plan?.data;
  const digits = data
    ? ` learn ${formatCount(data.train)} digits of MNIST, judged by ${formatCount(data.test)} others`
    : "";
  const networks = `${formatCount(experiment.arms.length)} networks`;
  const begin = `Run ${run.id}: ${networks}${digits}`;
  if (whole === run.request.seeds) return `${begin}; ${requestText(run)}.`;
  if (whole > 0) return `${begin}; so far ${whole} of ${requestText(run)}.`;
  return `${begin}. The first numbers come when all ${networks} are trained from one seed.`;
}

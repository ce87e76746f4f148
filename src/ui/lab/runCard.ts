import type { FromLab } from "../../protocol/lab";
import type { Theme } from "../figures/figure";
import { hueOf } from "../figures/figure";
import type { LabLine } from "../figures/labCurves";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";
import { severityMark } from "../view/verdictList";
import { progressLines, requestText, stateText } from "./progressText";
import { isActive, type ShownRun } from "./shownRuns";

export interface RunActions {
  readonly post: (message: FromLab) => void;
  readonly focus: (id: number) => void;
  readonly draw: (id: number, arms: readonly number[]) => void;
}

/** A run of this session: how far it is, what can be done with it, and which of its networks are drawn. */
export interface RunCard {
  readonly element: HTMLElement;
  readonly show: (shown: ShownRun, lines: readonly LabLine[], focused: boolean, theme: Theme) => void;
}

export function runCard(first: ShownRun, { post, focus, draw }: RunActions): RunCard {
  const { id } = first.run;
  const action = (name: string, label: string, onclick: () => void) =>
    h("button", { type: "button", class: "secondary", "data-action": name, onclick }, label);
  const buttons = {
    pause: action("pause", "Pause", () => post({ type: "pause", paused: true })),
    resume: action("resume", "Resume", () => post({ type: "pause", paused: false })),
    stop: action("stop", "Stop", () => post({ type: "stop" })),
    continue: action("continue", "Go On", () => post({ type: "continue", id })),
    remove: action("remove", "Remove", () => post({ type: "remove", id })),
  };
  const arms = first.experiment.arms.map(({ name }, place) => {
    const input = h("input", { type: "checkbox", "data-arm": place, onchange: () => draw(id, chosen()) });
    const swatch = h("span", { class: "swatch" });
    return { input, swatch, element: h("label", { class: "arm" }, input, swatch, name) };
  });
  const chosen = () => arms.flatMap(({ input }, place) => (input.checked ? [place] : []));
  const all = action("draw-all", "All", () =>
    draw(
      id,
      arms.map((_, place) => place),
    ),
  );
  const none = action("draw-none", "None", () => draw(id, []));
  for (const button of [all, none]) button.className = "link";
  const bar = h("progress", { "aria-label": `Progress of run ${id}` });
  const state = h("p", { "data-part": "state", role: "status" });
  const lines = h("div", { class: "muted", "data-part": "progress" });
  const title = h(
    "button",
    { type: "button", class: "link title", "data-action": "focus", onclick: () => focus(id) },
    `${id} · ${first.experiment.title}`,
  );
  const element = h(
    "section",
    { class: "run", "data-run": id, "aria-label": `Run ${id}` },
    h("h3", {}, title),
    h("p", { class: "muted" }, requestText(first.run)),
    state,
    bar,
    lines,
    h("div", { class: "controls" }, ...Object.values(buttons)),
    h(
      "details",
      { open: true },
      h("summary", {}, "Networks that are drawn"),
      h("div", { class: "arms" }, ...arms.map((arm) => arm.element)),
      h("div", { class: "controls" }, all, none),
    ),
  );

  return {
    element,
    show(shown, drawn, focused, theme) {
      const { run } = shown;
      const active = isActive(shown);
      element.dataset.state = run.state;
      element.classList.toggle("focused", focused);
      title.setAttribute("aria-pressed", String(focused));
      const text = cleanName(stateText(run));
      // Said again it would be read out again.
      if (state.dataset.text !== text) {
        state.dataset.text = text;
        state.replaceChildren(...(run.state === "failed" ? [severityMark("error")] : []), text);
      }
      bar.hidden = !active;
      const { done, inAll } = run.progress.steps;
      if (inAll > 0) bar.value = done / inAll;
      lines.replaceChildren(...(active ? progressLines(shown).map((line) => h("p", {}, line)) : []));
      const wanted = {
        pause: run.state === "running",
        resume: run.state === "paused",
        stop: active,
        continue: run.state === "stopped" || run.state === "failed",
        remove: !active,
      };
      const had = Object.values(buttons).find((button) => button === document.activeElement);
      for (const [name, button] of Object.entries(buttons)) button.hidden = !wanted[name as keyof typeof wanted];
      // Who has just pressed Pause finds the focus on Resume; never on Remove, which was not what was meant.
      if (had?.hidden)
        ([buttons.pause, buttons.resume, buttons.continue].find(({ hidden }) => !hidden) ?? title).focus();
      arms.forEach(({ input, swatch }, place) => {
        const line = drawn.find((one) => one.id === id && one.place === place);
        input.checked = line !== undefined;
        swatch.style.background = line ? hueOf(theme, line.index) : "transparent";
      });
    },
  };
}

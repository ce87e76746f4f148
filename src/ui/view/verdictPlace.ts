import { h } from "./h";
import type { Verdict } from "./verdict";
import { type VerdictAction, verdictList } from "./verdictList";

/** Where the verdicts on a layer stand; numbers that change while a run goes on disturb nobody. */
export interface VerdictPlace {
  readonly element: HTMLElement;
  /** @param actionsOf what can be done about each; it stands as long as the verdicts do */
  readonly show: (verdicts: readonly Verdict[], actionsOf?: (verdict: Verdict) => readonly VerdictAction[]) => void;
}

export function verdictPlace(): VerdictPlace {
  const list = h("div");
  // What is found is announced, not each new number of it.
  const announced = h("p", { class: "unseen", role: "status" });
  const element = h("div", { class: "verdict-place", role: "group", "aria-label": "Verdict" }, list, announced);
  let [shown, found] = ["", ""];
  return {
    element,
    show: (verdicts, actionsOf) => {
      const next = JSON.stringify(verdicts);
      if (next === shown) return;
      shown = next;
      const unfolded = openCodes(list);
      const focused = codeOf(document.activeElement);
      list.replaceChildren(verdictList(verdicts, actionsOf));
      for (const item of list.querySelectorAll<HTMLElement>("[data-verdict]")) {
        const code = item.dataset.verdict!;
        const details = item.querySelector("details");
        if (details && unfolded.has(code)) details.open = true;
        if (focused === code) item.querySelector("summary")?.focus({ preventScroll: true });
      }
      const codes = verdicts.map(({ code, severity }) => `${severity} ${code}`).join();
      if (codes !== found) announced.textContent = verdicts.map(({ title }) => title).join(". ");
      found = codes;
    },
  };
}

function openCodes(list: HTMLElement): ReadonlySet<string> {
  return new Set([...list.querySelectorAll("details[open]")].flatMap((details) => codeOf(details) ?? []));
}

function codeOf(element: Element | null): string | undefined {
  return element?.closest<HTMLElement>(".verdict-place [data-verdict]")?.dataset.verdict;
}

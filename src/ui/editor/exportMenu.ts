import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";

/** Something that the menu offers. */
export interface Offer {
  readonly title: string;
  readonly action: string;
  readonly run: () => void;
}

/** A menu that unfolds below its button; what it offers is asked for when it opens. */
export function exportMenu(offers: () => readonly Offer[]): HTMLElement {
  const list = h("div", { class: "menu-list", role: "group", "aria-label": "Export" });
  const summary = h("summary", { "data-action": "export" }, "Export");
  const menu = h("details", { class: "menu" }, summary, list);
  const close = () => {
    menu.open = false;
  };
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    list.replaceChildren(
      ...offers().map(({ title, action, run }) => {
        const onclick = () => {
          close();
          summary.focus();
          run();
        };
        return h(
          "button",
          { type: "button", "data-action": action, title: cleanName(title), onclick },
          shortName(title, 70),
        );
      }),
    );
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    summary.focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget !== null && !menu.contains(relatedTarget as Node)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target as Node)) close();
  });
  return menu;
}

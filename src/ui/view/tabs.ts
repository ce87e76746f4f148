import { h } from "./h";

/**
 * A row of tabs after the ARIA pattern: arrow keys, Home and End move and choose. Where there is no room for all, the row
 * scrolls, and the chosen one is brought into sight. `show` hides those that are not offered; `mark` puts a sign behind a title.
 */
export function tabList<Name extends string>(
  label: string,
  tabs: readonly { readonly name: Name; readonly title: string }[],
  panel: HTMLElement,
  choose: (name: Name) => void,
): {
  readonly element: HTMLElement;
  readonly show: (chosen: Name, offered?: readonly Name[]) => void;
  readonly mark: (name: Name, sign: HTMLElement | null) => void;
} {
  const id = `normscope-${crypto.randomUUID()}`;
  panel.id = `${id}-panel`;
  panel.setAttribute("role", "tabpanel");
  const buttons = tabs.map(({ name, title }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${id}-${name}`,
        "data-tab": name,
        "aria-controls": panel.id,
        onclick: () => choose(name),
      },
      title,
    ),
  );
  const onkeydown = (event: KeyboardEvent) => {
    const seen = buttons.filter((button) => !button.hidden);
    const at = seen.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = seen[(to + seen.length) % seen.length]!;
    next.focus();
    choose(tabs[buttons.indexOf(next)]!.name);
  };
  const element = h("div", { role: "tablist", class: "tabs", "aria-label": label, onkeydown }, ...buttons);
  const markMore = () => {
    const { scrollLeft, scrollWidth, clientWidth } = element;
    element.classList.toggle("more-before", scrollLeft > 1);
    element.classList.toggle("more-after", scrollLeft + clientWidth < scrollWidth - 1);
  };
  /** By hand: the page is not to scroll. */
  const reveal = (button: HTMLElement) => {
    const [own, all] = [button.getBoundingClientRect(), element.getBoundingClientRect()];
    element.scrollLeft += Math.min(0, own.left - all.left - MARGIN) + Math.max(0, own.right - all.right + MARGIN);
    markMore();
  };
  let revealed: HTMLElement | null = null;
  element.addEventListener("scroll", markMore, { passive: true });
  new ResizeObserver(() => reveal(revealed ?? buttons[0]!)).observe(element);
  const show = (chosen: Name, offered?: readonly Name[]) => {
    const hidden = tabs.map(({ name }) => offered !== undefined && !offered.includes(name));
    if (buttons.some((button, i) => button.hidden !== hidden[i])) {
      for (const [i, button] of buttons.entries()) button.hidden = hidden[i]!;
      markMore();
    }
    buttons.forEach((button, i) => {
      const selected = tabs[i]!.name === chosen;
      if (selected && revealed !== button) {
        revealed = button;
        reveal(button);
      }
      button.setAttribute("aria-selected", String(selected));
      button.tabIndex = selected ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `${id}-${chosen}`);
  };
  const mark = (name: Name, sign: HTMLElement | null) => {
    const at = tabs.findIndex((tab) => tab.name === name);
    buttons[at]?.replaceChildren(tabs[at]!.title, ...(sign === null ? [] : [" ", sign]));
    markMore();
  };
  return { element, show, mark };
}

/** As much of a neighbour is seen, in pixels, that there is one. */
const MARGIN = 32;

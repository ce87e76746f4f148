import { h } from "./h";

/**
 * A row of tabs after the ARIA pattern: arrow keys, Home and End move and choose. Where there is no room for all, the row
 * scrolls, and the chosen one is brought into sight.
 */
export function tabList<Name extends string>(
  label: string,
  tabs: readonly { readonly name: Name; readonly title: string }[],
  panel: HTMLElement,
  choose: (name: Name) => void,
): { readonly element: HTMLElement; readonly show: (chosen: Name) => void } {
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
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    buttons[next]!.focus();
    choose(tabs[next]!.name);
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
  const show = (chosen: Name) => {
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
  return { element, show };
}

/** As much of a neighbour is seen, in pixels, that there is one. */
const MARGIN = 32;

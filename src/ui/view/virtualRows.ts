import { h } from "./h";

const SPARE_ROWS = 8;

/** A scroller with rows of one height, of which only those in sight are in the document. */
export interface VirtualRows {
  readonly element: HTMLElement;
  /** Draws again: so many rows, of which one is selected; -1 is none. */
  readonly show: (count: number, selected: number) => void;
  /** Chooses a row, brings it into sight and gives it the focus; the nearest where there is no such row. */
  readonly choose: (place: number) => void;
  /** Brings a row into sight. */
  readonly reveal: (place: number) => void;
  readonly scrollTo: (top: number) => void;
  readonly dispose: () => void;
}

export interface RowsOptions {
  readonly rowHeight: number;
  /** The row at a place; virtualRows makes it focusable, positions it and says whether it is selected. */
  readonly row: (place: number) => HTMLElement;
  readonly select: (place: number) => void;
  /** Takes keys that mean something to the rows; true where it did. */
  readonly key?: (key: string, place: number) => boolean;
  readonly scrolled?: (top: number) => void;
}

/**
 * Makes the scroller. Arrow keys, Home, End, PageUp and PageDown choose; the selected row carries the tab stop,
 * or the scroller itself where none is in sight.
 */
export function virtualRows({ rowHeight, row, select, key, scrolled }: RowsOptions): VirtualRows {
  const window = h("div", { class: "rows", role: "presentation" });
  const element = h("div", { class: "scroller", role: "rowgroup" }, window);
  let [count, chosen] = [0, -1];
  let drawn: readonly [number, number] = [0, 0];
  // Before it has a size, a scroller cannot scroll.
  let waiting: (() => void)[] = [];

  const inSight = () => {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - SPARE_ROWS);
    return [first, Math.min(count, first + Math.ceil(element.clientHeight / rowHeight) + 2 * SPARE_ROWS)] as const;
  };
  const fill = () => {
    const hadFocus = window.contains(document.activeElement);
    // First the height, which bounds how far it can be scrolled.
    window.style.height = `${count * rowHeight}px`;
    drawn = inSight();
    const [first, end] = drawn;
    window.replaceChildren(...Array.from({ length: Math.max(0, end - first) }, (_, i) => place(first + i)));
    const selected = window.querySelector<HTMLElement>('[aria-selected="true"]');
    element.tabIndex = selected === null ? 0 : -1;
    if (hadFocus) (selected ?? element).focus({ preventScroll: true });
  };
  const place = (at: number) => {
    const made = row(at);
    made.tabIndex = at === chosen ? 0 : -1;
    made.setAttribute("aria-selected", String(at === chosen));
    made.setAttribute("aria-rowindex", String(at + 2));
    made.style.top = `${at * rowHeight}px`;
    made.addEventListener("click", () => choose(at));
    return made;
  };
  const reveal = (at: number) => {
    const to = at * rowHeight;
    if (to < element.scrollTop) element.scrollTop = to;
    if (to + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = to + rowHeight - element.clientHeight;
  };
  const onceSized = (work: () => void) => {
    if (element.clientHeight === 0) waiting.push(work);
    else work();
  };
  const choose = (wanted: number) => {
    if (count === 0) return;
    const at = Math.min(count - 1, Math.max(0, wanted));
    reveal(at);
    select(at);
    window.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(element.clientHeight / rowHeight) - 1);
    const to = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to === undefined && !key?.(event.key, chosen)) return;
    event.preventDefault();
    if (to !== undefined) choose(to);
  });
  element.addEventListener(
    "scroll",
    () => {
      if (inSight().some((at, i) => at !== drawn[i])) fill();
      scrolled?.(element.scrollTop);
    },
    { passive: true },
  );
  const sizes = new ResizeObserver(() => {
    fill();
    if (element.clientHeight === 0) return;
    for (const work of waiting) work();
    waiting = [];
  });
  sizes.observe(element);

  return {
    element,
    show: (nextCount, nextChosen) => {
      [count, chosen] = [nextCount, nextChosen];
      fill();
    },
    choose,
    reveal: (at) => onceSized(() => reveal(at)),
    scrollTo: (top) =>
      onceSized(() => {
        element.scrollTop = top;
      }),
    dispose: () => sizes.disconnect(),
  };
}

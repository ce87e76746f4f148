/** Letters that are typed over a table go on in its search box, and an arrow leads from the box back into the table. */
export function connectSearch(box: HTMLInputElement, table: HTMLElement): void {
  table.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    // The box has the focus before the letter is entered, and gets it.
    if (key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey) box.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    const row = table.querySelector<HTMLElement>('[aria-selected="true"], .scroller');
    event.preventDefault();
    row?.focus();
  });
}

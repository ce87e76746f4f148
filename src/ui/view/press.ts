/** Where the end of a press is not told, as over a scrollbar. */
const LONGEST_MILLISECONDS = 1000;

let isWatching = false;
let isDown = false;
let ending: ReturnType<typeof setTimeout> | undefined;
const waiting: (() => void)[] = [];

/**
 * Draws anew what nobody has asked for: at once, or when the mouse button that is down has come up. A click is lost on what
 * was replaced since the button went down. Everything is drawn in the order in which it came.
 */
export function whenReleased(draw: () => void): void {
  watch();
  waiting.push(draw);
  drawWaiting();
}

function drawWaiting(): void {
  while (!isDown && waiting.length > 0) waiting.shift()!();
}

function watch(): void {
  if (isWatching) return;
  isWatching = true;
  document.addEventListener(
    "pointerdown",
    () => {
      isDown = true;
      endAfter(LONGEST_MILLISECONDS);
    },
    true,
  );
  // The click comes first.
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => endAfter(0), true);
}

function endAfter(milliseconds: number): void {
  clearTimeout(ending);
  ending = setTimeout(() => {
    isDown = false;
    drawWaiting();
  }, milliseconds);
}

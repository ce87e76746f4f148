const page = window as { Plotly?: unknown };

/** What the page calls `Plotly` before ours is loaded: another renderer's, or nothing. */
export const before = page.Plotly;

/** Puts back what ours has replaced: the bundle sets the global whether it is wanted or not. */
export function giveBack(): void {
  if (before === undefined) delete page.Plotly;
  else page.Plotly = before;
}

import norms from "../norms/norms.css";
import base from "./base.css";
import controls from "./controls.css";
import figures from "./figures.css";
import layers from "./layers.css";
import notice from "./notice.css";

let sheet: CSSStyleSheet | undefined;

/**
 * Gives the page the views' styles and a view's own, once; all of them apply below an element of
 * class `normscope` only.
 */
export function adoptStyles(own: string): void {
  if (sheet !== undefined && document.adoptedStyleSheets.includes(sheet)) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(base + controls + figures + layers + notice + norms + own);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

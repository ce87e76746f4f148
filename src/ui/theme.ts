import type { Theme } from "./figures/figure";

const SERIES = {
  dark: ["#4daafc", "#f7a84a", "#3fc9a4", "#e58ad4", "#d9cf52", "#ab9bf5", "#c3c7cc", "#f08577"],
  light: ["#0060c0", "#b5510d", "#00755a", "#a3207f", "#766300", "#6338c7", "#5a5f66", "#b3261e"],
} as const;

/** Reads the editor's colours and fonts as they are now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const kind = themeKind();
  const dark = kind === "dark" || kind === "hc-dark";
  const highContrast = kind.startsWith("hc");
  const foreground = variable("--vscode-foreground", dark ? "#cccccc" : "#3b3b3b");
  return {
    dark,
    highContrast,
    foreground,
    muted: highContrast ? foreground : variable("--vscode-descriptionForeground", dark ? "#9d9d9d" : "#616161"),
    background: variable("--vscode-editorHoverWidget-background", dark ? "#202020" : "#f8f8f8"),
    grid: dark ? `rgba(255,255,255,${highContrast ? 0.3 : 0.09})` : `rgba(0,0,0,${highContrast ? 0.3 : 0.1})`,
    reference: dark ? "rgba(255,255,255,0.5)" : "rgba(0,0,0,0.5)",
    fontFamily: variable("--vscode-font-family", "system-ui, sans-serif"),
    fontSize: Number.parseFloat(variable("--vscode-font-size", "13px")) || 13,
    series: dark ? SERIES.dark : SERIES.light,
  };
}

/** Calls back whenever the person changes the editor's theme. Returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-kind"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
  return () => observer.disconnect();
}

function themeKind(): "dark" | "light" | "hc-dark" | "hc-light" {
  switch (document.body.dataset.vscodeThemeKind) {
    case "vscode-high-contrast":
      return "hc-dark";
    case "vscode-high-contrast-light":
      return "hc-light";
    case "vscode-light":
      return "light";
    case "vscode-dark":
      return "dark";
    default:
      return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
}

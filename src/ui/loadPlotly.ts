type Plotly = typeof import("./plotly");

let loading: Promise<Plotly> | undefined;

/** Plotly, loaded from the file beside this bundle when the first figure is drawn. */
export function loadPlotly(): Promise<Plotly> {
  // The bundler leaves this import as it is, so that the panel and the renderer share one file.
  loading ??= import("./plotly.js");
  return loading;
}

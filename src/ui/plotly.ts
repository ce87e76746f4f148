import { giveBack } from "./globalPlotly";

// Comes second: the page's own `Plotly` is to be known before this sets it.
import { purge, react } from "plotly.js-cartesian-dist-min";

giveBack();

export { purge, react };

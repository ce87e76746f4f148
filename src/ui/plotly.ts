// First: what the page calls `Plotly` is to be known before this bundle's copy replaces it.
import "./globalPlotly";
import { purge, react, toImage } from "plotly.js-cartesian-dist-min";
import { giveBack } from "./globalPlotly";

giveBack();

export { purge, react, toImage };

declare module "plotly.js-cartesian-dist-min" {
  export type * from "plotly.js";
  export { purge, react, toImage } from "plotly.js";
}

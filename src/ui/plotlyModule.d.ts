declare module "plotly.js-cartesian-dist-min" {
  export type * from "plotly.js";
  export { purge, react } from "plotly.js";
}

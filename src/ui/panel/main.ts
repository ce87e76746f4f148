import { startPage } from "../page";
import { drawReport } from "./drawReport";
import css from "./panel.css";

startPage({
  css,
  className: "panel",
  waiting: "Profiling activations",
  undrawable: "The report cannot be drawn",
  draw: drawReport,
});

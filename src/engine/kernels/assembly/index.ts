export { readAll } from "./bandwidth";
export * from "./decode";
export * from "./norms";
export { countNonFinite32, countNonFinite64, findFloat32, findFloat64 } from "./places";
export { finishState } from "./mergeSums";
export { clearState } from "./profileState";
export { summarize32, summarize64 } from "./summary";
export { addSlab16, addSlab32, addSlab64 } from "./slab";
export { countCodes8, countFloat64, pourCounters } from "./tables";

export { readAll } from "./bandwidth";

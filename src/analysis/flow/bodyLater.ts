import type { CodeFunction, FunctionBody, FunctionHead } from "./code";

/** A function whose body is found once somebody comes there: most of a file's functions matter to nothing that is asked. */
export function withBodyLater(head: FunctionHead, find: () => FunctionBody): CodeFunction {
  let found: FunctionBody | null = null;
  const body = () => {
    found ??= find();
    return found;
  };
  return {
    ...head,
    get steps() {
      return body().steps;
    },
    get models() {
      return body().models;
    },
    get conditions() {
      return body().conditions;
    },
    get yields() {
      return body().yields;
    },
  };
}

import type { Default, Parameter } from "../layers";

/** Reads `channels, stride=1, *, bias=True, mode='zeros'` as Python reads it; `?` is a default that is no literal. */
export function signature(text: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const part of text.split(/,\s*(?![^(]*\))/).filter(Boolean)) {
    if (part === "*") keywordOnly = true;
    else parameters.push({ ...parameter(part), ...(keywordOnly ? { keywordOnly: true as const } : {}) });
  }
  return parameters;
}

function parameter(part: string): Parameter {
  const at = part.indexOf("=");
  return at < 0 ? { name: part } : { name: part.slice(0, at), default: literal(part.slice(at + 1)) };
}

function literal(text: string): Default {
  if (text === "None") return null;
  if (text === "True" || text === "False") return text === "True";
  const number = Number(text);
  return Number.isNaN(number) ? { text } : number;
}

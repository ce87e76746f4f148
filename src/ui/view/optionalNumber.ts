import { h } from "./h";

export interface OptionalNumber {
  readonly element: HTMLElement;
  /** @param otherwise what is taken where the number is null, in a few words */
  readonly show: (value: number | null, otherwise: string) => void;
}

/** An input for a number that may be left out; what does not fit is put back. */
export function optionalNumber(asked: {
  readonly label: string;
  readonly part: string;
  readonly hint: string;
  readonly fits: (value: number) => boolean;
  readonly change: (value: number | null) => void;
}): OptionalNumber {
  const input = h("input", { type: "number", step: "any", "data-part": asked.part, title: asked.hint });
  let shown: number | null = null;
  const write = () => {
    input.value = shown === null ? "" : String(shown);
  };
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    if (input.value === "" && input.validity.valid) asked.change(null);
    else if (asked.fits(value)) asked.change(value);
    else write();
  });
  return {
    element: h("label", { class: "picker" }, asked.label, input),
    show(value, otherwise) {
      shown = value;
      input.placeholder = otherwise;
      if (document.activeElement !== input || (value !== null && input.valueAsNumber !== value)) write();
    },
  };
}

import type { AnswerTo, Question } from "../../protocol/whatIf";
import { failedNotice, progressNotice } from "../notices";
import type { AskWhatIf } from "./asked";
import { h } from "./h";

/** Where it says how far an answer has come, or why there is none. */
export interface AskedPlace {
  readonly element: HTMLElement;
  /** @param missing why the question cannot be asked; null where it can */
  readonly show: <Q extends Question>(title: string, question: Q, missing: string | null) => AnswerTo<Q> | null;
}

/** @param again has everything shown again, once the question has been asked anew */
export function askedPlace(ask: AskWhatIf, again: () => void): AskedPlace {
  const element = h("div", { class: "asked", "data-part": "asked" });
  const progress = progressNotice(element, ask.cancel);
  const retry = (question: Question) => () => {
    ask.forget(question);
    again();
  };
  return {
    element,
    show(title, question, missing) {
      element.hidden = false;
      if (missing !== null) {
        element.replaceChildren(h("p", { class: "notice", role: "status", "data-part": "missing" }, missing));
        return null;
      }
      const asked = ask.look(question);
      if (asked.state === "asking") progress(title, asked.progress);
      else if (asked.state === "failed") failedNotice(element, title, asked.message, retry(question));
      else {
        element.hidden = true;
        element.replaceChildren();
        return asked.answer;
      }
      return null;
    },
  };
}

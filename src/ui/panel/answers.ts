import { parseGap } from "../../protocol/gapJson";
import { parseNetwork } from "../../protocol/networkJson";
import type { FromPanel, ToPanel } from "../../protocol/panel";
import { type AnswerTo, keyOf, type Question } from "../../protocol/whatIf";
import { parseBatchSize } from "../../protocol/whatIfJson";
import type { Asked, AskWhatIf } from "../view/asked";

/** What the page has asked of the host, and what came back. */
export interface Answers {
  readonly ask: AskWhatIf;
  readonly receive: (message: Extract<ToPanel, { type: "asking" | "answer" | "unanswered" }>) => void;
  /** Has everything asked again once it is looked at. */
  readonly forgetAll: () => void;
}

/** @param post passes a message to the host, which answers one question at a time */
export function createAnswers(post: (message: FromPanel) => void): Answers {
  const states = new Map<string, Asked>();
  return {
    ask: {
      look<Q extends Question>(question: Q) {
        const key = keyOf(question);
        const known = states.get(key);
        if (known) return known as Asked<AnswerTo<Q>>;
        // The host ends what was open.
        for (const [other, { state }] of states) if (state === "asking") states.delete(other);
        const asked = { state: "asking", progress: null } as const;
        states.set(key, asked);
        post({ type: "ask", question });
        return asked;
      },
      cancel: () => post({ type: "cancelAsking" }),
      forget: (question) => states.delete(keyOf(question)),
      chooseFile: (which) => post({ type: "chooseFile", which }),
    },
    receive(message) {
      const key = keyOf(message.question);
      switch (message.type) {
        case "asking":
          // Told before the host knew of the question that took its place.
          if (states.has(key)) states.set(key, { state: "asking", progress: message.progress });
          break;
        case "unanswered":
          states.set(key, { state: "failed", message: message.message });
          break;
        case "answer":
          states.set(key, answered(message.question, message.answer));
      }
    },
    forgetAll: () => states.clear(),
  };
}

const PARSE = { batchSize: parseBatchSize, gap: parseGap, network: parseNetwork } as const;

function answered({ about }: Question, json: string): Asked {
  try {
    return { state: "answered", answer: PARSE[about](JSON.parse(json)) };
  } catch (error) {
    return { state: "failed", message: (error as Error).message };
  }
}

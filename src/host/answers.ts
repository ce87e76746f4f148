import type { WhatIfRequest } from "../protocol/engineApi";
import type { ToPanel } from "../protocol/panel";
import { keyOf, type Question } from "../protocol/whatIf";
import type { Engine } from "./engine";

/** Answers a panel's questions one at a time, and remembers what has been answered. */
export interface Answers {
  /** Ends a question that is still open, of which nothing more is told, and answers this one. */
  readonly ask: (question: Question) => Promise<void>;
  /** Ends the question that is open, and tells so. */
  readonly cancel: () => void;
  /** Forgets what has been answered: a file may be another now. */
  readonly forget: () => void;
  readonly dispose: () => void;
}

type Told = Extract<ToPanel, { type: "asking" | "answer" | "unanswered" }>;

/** Megabytes at worst: an answer has a number for each channel and batch size. */
const MOST_ANSWERS = 32;

/** Why a question ends that nobody waits for any more. */
const UNTOLD = "untold";

/** @param tell passes a message to the page */
export function createAnswers(
  engine: Pick<Engine, "whatIf">,
  files: Omit<WhatIfRequest, "question">,
  tell: (message: Told) => void,
): Answers {
  const known = new Map<string, string>();
  let job = new AbortController();
  const remember = (key: string, answer: string) => {
    known.set(key, answer);
    if (known.size > MOST_ANSWERS) known.delete(known.keys().next().value!);
  };
  return {
    async ask(question) {
      job.abort(UNTOLD);
      const key = keyOf(question);
      const before = known.get(key);
      if (before !== undefined) return tell({ type: "answer", question, answer: before });
      const own = new AbortController();
      job = own;
      try {
        const answer = await engine.whatIf(
          { ...files, question },
          { signal: own.signal, onProgress: (progress) => tell({ type: "asking", question, progress }) },
        );
        remember(key, answer);
        tell({ type: "answer", question, answer });
      } catch (error) {
        const untold = own.signal.reason === UNTOLD;
        if (!untold) tell({ type: "unanswered", question, message: (error as Error).message });
      }
    },
    cancel: () => job.abort(),
    forget: () => known.clear(),
    dispose: () => job.abort(UNTOLD),
  };
}

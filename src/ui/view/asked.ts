import type { Progress } from "../../protocol/engineApi";
import type { ChosenFile } from "../../protocol/panel";
import type { Answer, AnswerTo, Question } from "../../protocol/whatIf";

/** How a question stands that takes the engine. */
export type Asked<Found = Answer> =
  | { readonly state: "asking"; readonly progress: Progress | null }
  | { readonly state: "answered"; readonly answer: Found }
  | { readonly state: "failed"; readonly message: string };

/** Asks what takes the engine. Whoever asks is shown again when something comes back. */
export interface AskWhatIf {
  /** How a question stands; one that has not been asked is, in the place of any that is open. */
  readonly look: <Q extends Question>(question: Q) => Asked<AnswerTo<Q>>;
  /** Ends the question that is open. */
  readonly cancel: () => void;
  /** Has the next look ask again. */
  readonly forget: (question: Question) => void;
  /** Has a person choose a file that questions need; it comes as a change of the view. */
  readonly chooseFile: (which: ChosenFile) => void;
}

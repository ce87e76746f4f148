import type { Answers, Measured } from "./advice";
import { decide } from "./decide";
import type { AdvicePlace } from "./place";
import { situationOf } from "./situation";

/** Something that neither code nor measurement answers, and that changes what is recommended. */
export interface Question {
  readonly about: keyof Answers;
  readonly title: string;
  readonly options: readonly Option[];
}

export interface Option {
  readonly label: string;
  readonly detail: string;
  /** Null is "I do not know". */
  readonly answer: Answers[keyof Answers];
}

/** The next question whose answer decides something; null where none does, or three were asked. */
export function nextQuestion(place: AdvicePlace, measured: Measured | null, answers: Answers): Question | null {
  if (Object.keys(answers).length >= MOST_QUESTIONS) return null;
  return (
    QUESTIONS.find((question) => !(question.about in answers) && decides(question, place, measured, answers)) ?? null
  );
}

export const MOST_QUESTIONS = 3;

function decides(
  { about, options }: Question,
  place: AdvicePlace,
  measured: Measured | null,
  answers: Answers,
): boolean {
  const methods = options.map(
    ({ answer }) => decide(situationOf(place, measured, { ...answers, [about]: answer })).method,
  );
  return new Set(methods).size > 1;
}

const UNKNOWN: Option = { label: "I do not know", detail: "It stays open, and the answer says so.", answer: null };

function option(label: string, detail: string, answer: Option["answer"]): Option {
  return { label, detail, answer };
}

/** In the order in which they are asked; the first option of each is what VS Code has chosen already. */
export const QUESTIONS: readonly Question[] = [
  {
    about: "architecture",
    title: "What kind of model is it? Its code does not tell.",
    options: [
      UNKNOWN,
      option("Convolutional", "Images, spectrograms, signals", "convolutional"),
      option("Dense", "Linear layers on vectors", "dense"),
      option("Transformer", "Attention over tokens", "transformer"),
      option("Recurrent", "RNN, LSTM or GRU", "recurrent"),
      option("Graph network", "Nodes and edges", "graph"),
    ],
  },
  {
    about: "batchSize",
    title: "How many examples does one device normalize at a time in training?",
    options: [
      UNKNOWN,
      option("1", "One example at a time", 1),
      option("2", "As in detection, segmentation or video", 2),
      option("4", "", 4),
      option("8", "", 8),
      option("16", "", 16),
      option("32 or more", "", 32),
    ],
  },
  {
    about: "statistics",
    title: "Will the inputs in use look like those of training?",
    options: [
      UNKNOWN,
      option("Yes, alike", "Running statistics of training describe them", "alike"),
      option("No, they differ", "Another domain, a stream that drifts, learning from single examples", "other"),
    ],
  },
  {
    about: "weights",
    title: "Are trained weights of this model to be kept?",
    options: [
      UNKNOWN,
      option("No, it is trained from scratch", "Its layers may be replaced", "new"),
      option("Yes, it is fine-tuned", "What it has learned fits its normalization", "keep"),
    ],
  },
];

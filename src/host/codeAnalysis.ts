// What the editor asks of the analysis: most of the code, a file of its own that is loaded when Python is first to be looked at,
// so that it costs nothing while a window opens. Nothing of it knows VS Code or keeps anything.
export { adviceMarkdown } from "../analysis/advice/adviceMarkdown";
export { advise } from "../analysis/advice/advise";
export { nameOf } from "../analysis/advice/alternatives";
export { placeFacts } from "../analysis/advice/placeFacts";
export { MOST_QUESTIONS, nextQuestion } from "../analysis/advice/questions";
export { mayOffer, offersAt } from "../analysis/assists/assists";
export { groupNorm } from "../analysis/assists/groupNorm";
export { checkParsed, checkSource } from "../analysis/checking/checkSource";
export { pyprojectSettings } from "../analysis/checking/pyproject";
export { nameHover } from "../analysis/hoverAt";
export { modelFacts } from "../analysis/model/modelFacts";
export { mayBeModel, modelHover } from "../analysis/modelHover";
export { classNotes } from "../analysis/notes/classNotes";
export { loopNotes } from "../analysis/notes/loopNotes";
export { momentumNotes } from "../analysis/notes/momentumNotes";
export { createPythonParser } from "../analysis/parse";
export { checkSarif } from "../check/checkSarif";
export { codeTexts } from "../check/codeTexts";

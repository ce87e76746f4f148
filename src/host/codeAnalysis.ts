// What the editor asks of the analysis: most of the extension's code. PythonFiles loads it with the parser, when Python is first
// to be looked at, so that it costs nothing while a window opens.
export { mayOffer, offersAt } from "../analysis/assists/assists";
export { checkParsed, checkSource } from "../analysis/checking/checkSource";
export { nameHover } from "../analysis/hoverAt";
export { modelFacts } from "../analysis/model/modelFacts";
export { mayBeModel, modelHover } from "../analysis/modelHover";
export { classNotes } from "../analysis/notes/classNotes";
export { loopNotes } from "../analysis/notes/loopNotes";
export { momentumNotes } from "../analysis/notes/momentumNotes";
export { createPythonParser } from "../analysis/parse";

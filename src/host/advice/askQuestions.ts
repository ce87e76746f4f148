import * as vscode from "vscode";
import type { Answers, Measured } from "../../analysis/advice/advice";
import type { AdvicePlace } from "../../analysis/advice/place";
import type { Option } from "../../analysis/advice/questions";
import type { CodeAnalysis } from "../pythonFiles";

/** Asks what decides and neither code nor measurements tell; undefined where that was escaped from. */
export async function askQuestions(
  place: AdvicePlace,
  measured: Measured | null,
  { MOST_QUESTIONS, nextQuestion }: CodeAnalysis,
): Promise<Answers | undefined> {
  let answers: Answers = {};
  for (let asked = 1; asked <= MOST_QUESTIONS; asked++) {
    const question = nextQuestion(place, measured, answers);
    if (!question) break;
    const items = question.options.map((option): Item => ({ label: option.label, description: option.detail, option }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t("Which Normalization Fits Here? Question {0}, of {1} at most", asked, MOST_QUESTIONS),
      placeHolder: question.title,
      ignoreFocusOut: true,
    });
    if (!chosen) return undefined;
    answers = { ...answers, [question.about]: chosen.option.answer };
  }
  return answers;
}

interface Item extends vscode.QuickPickItem {
  readonly option: Option;
}

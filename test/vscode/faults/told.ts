import * as vscode from "vscode";
import { until } from "../workspace";

/** The messages that people get while something is done; VS Code does not show them. */
export async function messagesIn(work: (messages: readonly string[]) => Promise<void>): Promise<readonly string[]> {
  const messages: string[] = [];
  const { showErrorMessage, showWarningMessage, showInformationMessage } = vscode.window;
  const hear = async (message: string) => void messages.push(message);
  Object.assign(vscode.window, { showErrorMessage: hear, showWarningMessage: hear, showInformationMessage: hear });
  try {
    await work(messages);
  } finally {
    Object.assign(vscode.window, { showErrorMessage, showWarningMessage, showInformationMessage });
  }
  return messages;
}

/** The first message that people get of something. */
export async function messageOf(work: () => unknown): Promise<string> {
  const messages = await messagesIn(async (told) => {
    await work();
    await until(() => told.length > 0, "a message");
  });
  return messages[0]!;
}

/** Has everything that is saved meanwhile go to one place, without a dialog. */
export async function savingTo<T>(target: vscode.Uri, work: () => Promise<T>): Promise<T> {
  const { showSaveDialog } = vscode.window;
  Object.assign(vscode.window, { showSaveDialog: async () => target });
  try {
    return await work();
  } finally {
    Object.assign(vscode.window, { showSaveDialog });
  }
}

/** What was rejected while something is done, and heard by nobody. */
export async function unheardIn(work: () => Promise<void>): Promise<readonly string[]> {
  const unheard: string[] = [];
  const hear = (reason: unknown) => void unheard.push(reason instanceof Error ? `${reason.stack}` : String(reason));
  process.on("unhandledRejection", hear);
  try {
    await work();
    // Threads end a moment after they were told to.
    await new Promise((done) => setTimeout(done, 1000));
  } finally {
    process.off("unhandledRejection", hear);
  }
  return unheard;
}

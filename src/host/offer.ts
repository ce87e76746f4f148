type Tell = (message: string, ...buttons: string[]) => Thenable<string | undefined>;

/** Tells a person something, with a button for what can be done about it. @param tell such as showErrorMessage */
export async function offer(tell: Tell, message: string, button: string, act: () => unknown): Promise<void> {
  if ((await tell(message, button)) === button) await act();
}

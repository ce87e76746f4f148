/** What unit tests have in the place of VS Code's API: texts, as VS Code would take them out of a bundle and fill them in. */
export const l10n = {
  /** Texts by what they are called in the code; empty for English. */
  bundle: {} as Readonly<Record<string, string>>,
  t(text: string, ...values: readonly (string | number | boolean)[]): string {
    return (l10n.bundle[text] ?? text).replace(/\{(\d+)\}/g, (whole, at: string) =>
      String(values[Number(at)] ?? whole),
    );
  },
};

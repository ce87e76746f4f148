import type { CodeRule } from "../rules/codeRule";

/** NRM001, which is told of a file's comments and not of its models. */
export const UNUSED_SUPPRESSION: Omit<CodeRule, "check"> = {
  code: "NRM001",
  title: "A suppression that nothing needs",
  severity: "hint",
  explanation: [
    "A comment asks not to be told of something that is not found where it stands: the code has been mended, the comment " +
      "stayed. Left where it is, it hides what somebody writes there next. A code that does not exist suppresses nothing.",
    "Suppressions are # normscope: ignore[NRM301] reason on the line of the finding, ignore-next-line[NRM301] above it, " +
      "ignore-file[NRM301] anywhere, and disable[NRM301] as far as enable[NRM301]. Several codes stand with commas between " +
      "them, NRM3 is a whole family, and without brackets everything is meant. # noqa: NRM301 is the same as ignore[NRM301]. " +
      "In a call of several lines, the comment may stand on the line of the finding or on the call's first or last.",
    "Whether a rule is on does not matter: a suppression is needed where its finding would be told. Of files with syntax " +
      "errors nothing is said, since not everything is found in them.",
  ],
  sources: ["docs/findings: the codes that there are"],
  fix: "safe",
  bad: `import torch.nn as nn

norm = nn.BatchNorm2d(64, eps=1e-3)  # normscope: ignore[NRM207] bounded below
`,
  good: `import torch.nn as nn

norm = nn.BatchNorm2d(64, eps=1e-3)
`,
};

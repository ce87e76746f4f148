import type { Manifest } from "./manifest";

/** What each command does, which its title can only hint at. */
const DOES: Readonly<Record<string, string>> = {
  profile: "Shows statistics of every layer and channel of files or folders, or of a training run while it goes on.",
  profileModel: "Runs an ONNX model on arrays, images or random numbers, and profiles what its layers make of them.",
  compare: "Shows what batch, layer, instance, group and RMS normalization would make of a layer.",
  openLab: "Opens the page that trains small networks to see what normalization does for them.",
  openFile: "Opens a tensor or model file in Normscope's editor, also where another editor opens it by default.",
  compareCheckpoint: "Measures the normalization layers of the open checkpoint against those of another.",
  openRun: "Opens the panel of a training run, or of one of its layers.",
  compareRun: "Opens two training runs in one panel.",
  revealRun: "Shows a run's folder in the explorer.",
  copyRunPath: "Copies the path of a run's folder.",
  deleteRun: "Moves the logs of a run to the trash, after a question.",
  showMoreRuns: "Lists older runs, too.",
  refreshRuns: "Looks for training runs again.",
  insertProbeCell: "Inserts a cell behind the selected one that watches the model while it trains.",
  copyProbeSnippet: "Copies the lines that watch a script's training.",
  profileInNotebook: "Captures one batch in the notebook's running kernel and profiles it.",
  howToWatch: "Shows how Normscope's Python package watches a training.",
  explainFinding: "Shows what a finding means, and what to do about it.",
  whichNormalization: "Says which normalization to take for the layer or model at the cursor, and why.",
  chooseMeasuredRun: "Chooses whose measurements stand beside code: the latest, those of a run, or none.",
  showMeasured: "Opens the panel of what was measured of the layer that the line at the cursor builds.",
  goToCode: "Shows the code that builds a layer of a panel.",
  checkWorkspace: "Checks all Python files and notebooks of the workspace, and lists what was found.",
  exportFindings: "Saves what was found in the workspace as SARIF, for other tools.",
  explainRule: "Shows what a rule of the list means.",
  openFinding: "Shows the place of a finding of the list.",
  clearFindings: "Empties the list of findings.",
  openExample: "Copies the example project into a folder of yours, and opens it.",
  getStarted: "Opens the walkthrough of the first steps.",
  reportProblem: "Writes a report of versions, settings and the log's last lines to read, change and send.",
};

/** When the palette lists a command that it does not always list. */
const WHEN: Readonly<Record<string, string>> = {
  "workspaceFolderCount != 0": "while a folder is open",
  "normscope.checkedWorkspace": "after the workspace was checked",
  "activeCustomEditorId =~ /^normscope\\./": "in Normscope's editor",
  "notebookType == jupyter-notebook": "in a notebook",
  "editorLangId == python || notebookType == jupyter-notebook": "in Python and in a notebook",
  "editorLangId == python && resourceScheme == file": "in a Python file",
};

/** What says that a command needs more than a browser. */
const NODE = /(?: && \(|^)!isWeb \|\| remoteName\)?$/;

const MENUS: Readonly<Record<string, string>> = {
  "editor/title": "title of Normscope's editor",
  "editor/context": "menu of the editor",
  "notebook/toolbar": "menu of a notebook's toolbar",
  "explorer/context": "menu of the explorer",
  "view/title normscope.runs": "title of the view *Training Runs*",
  "view/title normscope.findings": "title of the view *Findings in Code*",
  "view/item/context normscope.runs": "items of the view *Training Runs*",
  "view/item/context normscope.findings": "items of the view *Findings in Code*",
};

/** Every command: what it does, and where it is. @throws where one, or a place of one, has no words yet */
export function commandsPage({ contributes: { commands, menus } }: Manifest): string {
  const rows = commands.map(({ command, title }) => {
    const name = command.replace(/^normscope\./, "");
    return `| ${title} | \`${command}\` | ${wordsFor(DOES, name)} | ${placesOf(command, menus).join("; ")} |`;
  });
  return [
    "# Commands",
    "",
    "In the palette, each stands behind `Normscope:`. None has keys of its own: *Keyboard Shortcuts* takes the id.",
    "",
    "| command | id | what it does | where it is |",
    "|---|---|---|---|",
    ...rows.sort(),
    "",
  ].join("\n");
}

function placesOf(command: string, menus: Manifest["contributes"]["menus"]): readonly string[] {
  const clause = menus.commandPalette!.find((entry) => entry.command === command)?.when;
  const [when, needsNode] = [clause?.replace(NODE, "") || undefined, clause !== undefined && NODE.test(clause)];
  const where = when === undefined ? "palette" : when === "false" ? null : `palette, ${wordsFor(WHEN, when)}`;
  const palette = where !== null && needsNode ? `${where}, except in VS Code for the browser` : where;
  const others = Object.entries(menus).flatMap(([menu, entries]) =>
    entries
      .filter((entry) => entry.command === command && menu !== "commandPalette")
      .map((entry) => wordsFor(MENUS, [menu, ...(/\bview == ([\w.]+)/.exec(entry.when)?.slice(1) ?? [])].join(" "))),
  );
  const places = [...new Set([...(palette === null ? [] : [palette]), ...others])];
  return places.length > 0 ? places : ["a click in Normscope's views and panels"];
}

function wordsFor(words: Readonly<Record<string, string>>, key: string): string {
  const found = words[key];
  if (found === undefined) throw new Error(`test/docs/commands.ts has no words for ${key}`);
  return found;
}

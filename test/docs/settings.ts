import type { Manifest, Setting } from "./manifest";

const SCOPES: Readonly<Record<string, string>> = {
  resource: "user, workspace or folder",
  window: "user or workspace",
  machine: "this machine",
};

/** Every setting by its section: where it can be set, its default, and what it means. */
export function settingsPage({ contributes: { configuration } }: Manifest): string {
  const parts = configuration.flatMap(({ title, properties }) => [
    `## ${title}`,
    "",
    ...Object.entries(properties).flatMap(([id, setting]) => [`### \`${id}\``, "", ...linesOf(setting), ""]),
  ]);
  return ["# Settings", "", "In VS Code's settings they are found by `@ext:normscope.normscope`.", "", ...parts].join(
    "\n",
  );
}

function linesOf(setting: Setting): string[] {
  const types = [setting.type].flat().join(" or ");
  return [
    `${setting.markdownDescription.replace(/`#([\w.]+)#`/g, "`$1`")}`,
    "",
    `Default: \`${JSON.stringify(setting.default)}\` (${types}). Set for: ${SCOPES[setting.scope]}.`,
    ...choicesOf(setting),
  ];
}

function choicesOf({ enum: values, markdownEnumDescriptions, patternProperties }: Setting): string[] {
  const [pattern] = Object.values(patternProperties ?? {});
  const choices = values ?? pattern?.enum ?? [];
  const texts = markdownEnumDescriptions ?? pattern?.enumDescriptions ?? [];
  return choices.length === 0 ? [] : ["", ...choices.map((value, i) => `- \`${value}\`: ${texts[i]}`)];
}

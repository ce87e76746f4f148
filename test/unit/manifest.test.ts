import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPORT_MIME } from "../../src/protocol/reportJson";
import { RUN_MIME } from "../../src/protocol/runOutput";
import { PROFILED_FILES, TENSOR_FILES } from "../../src/protocol/tensorFiles";
import { TENSOR_EXTENSIONS } from "../../src/readers/openTensors";

interface Selector {
  readonly filenamePattern: string;
}

interface Command {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
}

interface MenuEntry {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

interface Section {
  readonly title: string;
  readonly order: number;
  readonly properties: Record<string, Setting>;
}

interface Setting {
  readonly markdownDescription?: string;
  readonly scope: string;
  readonly order: number;
  readonly enum?: readonly unknown[];
  readonly markdownEnumDescriptions?: readonly string[];
}

const VERBS =
  /^(?:Check|Choose|Clear|Compare|Copy|Delete|Explain|Export|Find|Get|Go to|Insert|Open|Profile|Refresh|Report|Reveal|Show) /;

/** What asks for all that it needs, so that it can be done at any time. */
const ANYWHERE = [
  "compare",
  "copyProbeSnippet",
  "explainFinding",
  "getStarted",
  "howToWatch",
  "openExample",
  "openFile",
  "openLab",
  "profile",
  "profileModel",
  "reportProblem",
].map((name) => `normscope.${name}`);

/** A pattern of VS Code's, of which only what package.json uses: `*` and `{a,b}`. */
function asRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.]/g, "\\.")
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(",", "|")})`)
    .replace(/\*/g, ".*");
  return new RegExp(`^${source}$`);
}

const raw = readFileSync("package.json", "utf8");
const texts: Record<string, string> = JSON.parse(readFileSync("package.nls.json", "utf8"));
/** As VS Code reads it: texts in the place of their keys. */
const manifest = JSON.parse(raw, (_, value) => {
  const key = typeof value === "string" ? /^%([\w.]+)%$/.exec(value)?.[1] : undefined;
  return key === undefined ? value : (texts[key] ?? value);
});
const commands: Command[] = manifest.contributes.commands;
const menus: Record<string, MenuEntry[]> = manifest.contributes.menus;
const sections: Section[] = manifest.contributes.configuration;
const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");

describe("package.json", () => {
  it("has the stable identity", () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, "normscope.normscope");
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, "limited");
  });

  it("leaves every text that people see to package.nls.json, and none is left over there", () => {
    const seen: string[] = [];
    JSON.parse(raw, (key, value) => {
      const isText = /^(title|description|markdownDescription|displayName|name|contents|contextualTitle|label)$/.test(
        key,
      );
      for (const text of isText || /[dD]escriptions$/.test(key) ? [value].flat() : [])
        if (!/^%.+%$|^normscope$/i.test(text)) seen.push(text);
      return value;
    });
    assert.deepEqual(seen, []);
    const keys = [...raw.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(texts).sort());
  });

  it("declares every command that the code registers, and no other", () => {
    const registered = [...sources.matchAll(/register(?:Tensor)?Command\(\s*(?:context,\s*)?"([^"]+)"/g)].map(
      (match) => match[1],
    );
    const declared = manifest.contributes.commands.map((command: { command: string }) => command.command);
    assert.deepEqual(declared.sort(), registered.sort());
    for (const command of manifest.contributes.commands) assert.equal(command.category, "Normscope");
  });

  it("puts only declared commands into menus and the view that is empty", () => {
    const declared = new Set(manifest.contributes.commands.map((command: { command: string }) => command.command));
    const welcome = manifest.contributes.viewsWelcome.map(({ contents }: { contents: string }) => contents).join("\n");
    for (const [, command] of welcome.matchAll(/\(command:(normscope[^)]*)\)/g))
      assert.ok(declared.has(command), command);
    for (const entries of Object.values<{ command: string }[]>(manifest.contributes.menus)) {
      for (const entry of entries) assert.ok(declared.has(entry.command), entry.command);
    }
  });

  it("has commands say what they do: a verb first, in title case", () => {
    for (const { command, title } of commands) {
      assert.match(title, VERBS, command);
      for (const word of title.split(" ").slice(1)) assert.match(word, /^(?:[A-Z]|(?:a|as|for|in|of|to)$)/, title);
    }
  });

  it("lists in the palette what can work now", () => {
    // Some of what can be done at any time takes more than a browser.
    const clauses = menus.commandPalette!.filter(({ when }) => when !== "!isWeb || remoteName");
    const listed = new Map(clauses.map(({ command, when }) => [command, when]));
    const anywhere = commands.map(({ command }) => command).filter((command) => !listed.has(command));
    assert.deepEqual(anywhere.sort(), [...ANYWHERE].sort());
    for (const [command, when] of listed) {
      assert.ok(when, command);
      if (when !== "false") continue;
      const others = Object.entries(menus).some(
        ([menu, entries]) => menu !== "commandPalette" && entries.some((entry) => entry.command === command),
      );
      assert.ok(others || sources.includes(`command: "${command}"`) || sources.includes(`executeCommand("${command}"`));
    }
  });

  it("gives each entry of a menu a place of its own, and a button an icon", () => {
    for (const [menu, entries] of Object.entries(menus).filter(([menu]) => menu !== "commandPalette")) {
      const places = entries.map(({ group, when }) => `${group} ${/view == [\w.]+/.exec(when)?.[0] ?? ""}`);
      assert.equal(new Set(places).size, places.length, `${menu}: ${places.join(", ")}`);
      for (const { command, group, when } of entries) {
        assert.match(group ?? "", /^\w+@\d+$/, `${menu}: ${command}`);
        assert.ok(when, `${menu}: ${command}`);
        const isButton = group!.startsWith("inline") || (menu.endsWith("/title") && group!.startsWith("navigation"));
        if (isButton) assert.match(commands.find((one) => one.command === command)!.icon ?? "", /^\$\(/, command);
      }
    }
  });

  it("takes no keys from anybody", () => assert.equal(manifest.contributes.keybindings, undefined));

  it("describes every setting in sentences, in its place of a section, and the code reads each", () => {
    for (const [at, { title, order, properties }] of sections.entries()) {
      assert.equal(order, at + 1);
      assert.match(title, /^[A-Z]/);
      for (const [place, [id, setting]] of Object.entries(properties).entries()) {
        assert.match(id, /^normscope\./);
        assert.match(setting.markdownDescription ?? "", /^[A-Z].*\.$/, id);
        assert.ok("default" in setting, `${id} has no default`);
        assert.ok(["resource", "window", "machine"].includes(setting.scope), `${id} has no scope`);
        assert.equal(setting.order, place + 1, id);
        if (setting.enum) assert.equal(setting.markdownEnumDescriptions?.length, setting.enum.length, id);
        const suffixes = id.split(".").map((_, i, parts) => parts.slice(i).join("."));
        assert.ok(
          suffixes.some((suffix) => sources.includes(`"${suffix}"`)),
          `nothing reads ${id}`,
        );
      }
    }
  });

  it("names only commands and settings that there are in what settings say", () => {
    const ids = sections.flatMap(({ properties }) => Object.keys(properties));
    const said = sections.flatMap(({ properties }) => Object.values(properties).map((one) => one.markdownDescription!));
    for (const [, id] of said.join("\n").matchAll(/#([\w.]+)#/g)) assert.ok(ids.includes(id!), id);
    for (const [, title] of said.join("\n").matchAll(/command \*([^*]+)\*/g))
      assert.ok(
        commands.some((one) => one.title === title),
        title,
      );
  });

  it("offers the editor and every entry of the explorer's menu for every file that can be opened", () => {
    const patterns = manifest.contributes.customEditors.flatMap(({ selector }: { selector: Selector[] }) =>
      selector.map(({ filenamePattern }) => asRegExp(filenamePattern)),
    );
    const all: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    // Only one of the formats is a graph that can be run.
    const entries = all.filter(({ command }) => command !== "normscope.profileModel");
    assert.equal(entries.length, all.length - 1);
    for (const extension of TENSOR_EXTENSIONS) {
      const name = `model${extension}`;
      assert.ok(
        patterns.some((pattern: RegExp) => pattern.test(name)),
        `no editor for ${name}`,
      );
      const last = extension.slice(extension.lastIndexOf("."));
      for (const { when } of entries) {
        const clauses = [...when.matchAll(/=~ \/(.*?[^\\])\/(?= |\)|$)/g)].map(([, source]) => new RegExp(source!));
        assert.ok(
          clauses.some((clause) => clause.test(name) || clause.test(last)),
          `no menu entry for ${name}`,
        );
      }
    }
  });

  it("offers to profile a run's log, which is no tensor file", () => {
    const entries: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    const offered = entries.filter(({ when }) => when.includes("|normlog)$/")).map(({ command }) => command);
    assert.deepEqual(offered, ["normscope.profile"]);
    assert.deepEqual(PROFILED_FILES, [...TENSOR_FILES, "normlog"]);
  });

  it("offers to profile TensorBoard's event files, whatever host and time their names hold", () => {
    const entries: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    const offering = entries.filter(({ when }) => when.includes("tfevents"));
    assert.deepEqual(
      offering.map(({ command }) => command),
      ["normscope.profile"],
    );
    const [, source] = /resourceFilename =~ \/([^/]*tfevents[^/]*)\/\)$/.exec(offering[0]!.when)!;
    for (const name of ["events.out.tfevents.1700000000.host.1.0", "events.out.tfevents.1.h.v2", "tfevents.x"])
      assert.match(name, new RegExp(source!));
    for (const name of ["notfevents.md", "tfevents", "readTfevents.ts"]) assert.doesNotMatch(name, new RegExp(source!));
  });

  it("knows in the extension host what the readers can open", () => {
    assert.deepEqual(TENSOR_FILES.map((ending) => `.${ending}`).sort(), [...TENSOR_EXTENSIONS].sort());
  });

  it("fills every view that it declares, and its icon exists", () => {
    for (const { id, icon } of manifest.contributes.viewsContainers.activitybar) {
      assert.match(readFileSync(icon, "utf8"), /^<svg /);
      for (const view of manifest.contributes.views[id]) assert.ok(sources.includes(`"${view.id}"`), view.id);
    }
  });

  it("has a walkthrough whose steps have a picture, a button that does it, and an end", () => {
    const declared = new Set(manifest.contributes.commands.map((command: { command: string }) => command.command));
    const known = (command: string) => !command.startsWith("normscope.") || declared.has(command);
    const [walkthrough] = manifest.contributes.walkthroughs;
    assert.ok(sources.includes(`}#${walkthrough.id}\``), `no command opens ${walkthrough.id}`);
    let bytes = 0;
    for (const { id, description, media, completionEvents } of walkthrough.steps) {
      const buttons = [...description.matchAll(/^\[[^\]]+\]\(command:([^)]+)\)$/gm)].map(([, command]) => command!);
      assert.ok(buttons.length > 0 && buttons.every(known), `${id}: ${buttons}`);
      assert.ok(media.altText.length > 40, `${id} has no text instead of its picture`);
      const picture = readFileSync(media.svg, "utf8");
      assert.match(picture, /^<svg /);
      assert.doesNotMatch(picture, / style=/, "styles of elements are not allowed where it is shown");
      bytes += readFileSync(media.svg).length;
      const events = completionEvents.map((event: string) => /^on(Command|Context):(.+)$/.exec(event));
      for (const [, kind, what] of events) if (kind === "Command") assert.ok(known(what), `${id}: ${what}`);
    }
    assert.ok(bytes < 150_000, `pictures of ${bytes} bytes`);
  });

  it("registers every editor that it declares", () => {
    for (const { viewType } of manifest.contributes.customEditors)
      assert.ok(sources.includes(`"${viewType}"`), viewType);
  });

  it("starts for Python, so that terminals find its package; commands, views, panels and renderers start it by themselves", () => {
    assert.deepEqual(manifest.activationEvents, [
      "onLanguage:python",
      "onNotebook:jupyter-notebook",
      "workspaceContains:*.py",
      "workspaceContains:pyproject.toml",
      "workspaceContains:requirements.txt",
      "onWebviewPanel:normscope.profile",
      "onWebviewPanel:normscope.compare",
      "onWebviewPanel:normscope.onnx",
      "onWebviewPanel:normscope.lab",
    ]);
  });

  it("needs nothing installed beside it: everything is bundled", () => {
    assert.equal(manifest.dependencies, undefined);
  });

  it("pins every version exactly", () => {
    for (const [name, version] of Object.entries<string>(manifest.devDependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is ${version}`);
    }
  });

  it("names the MIME types of reports and runs for the notebook renderer", () => {
    assert.deepEqual(manifest.contributes.notebookRenderer[0].mimeTypes, [REPORT_MIME, RUN_MIME]);
  });

  it("points at files that the build makes", () => {
    const entries = [manifest.main, manifest.bin.normscope, manifest.contributes.notebookRenderer[0].entrypoint];
    for (const entry of entries) assert.ok(existsSync(entry), `${entry} does not exist: npm run build`);
  });
});

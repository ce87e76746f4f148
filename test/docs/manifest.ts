import { readFileSync } from "node:fs";

/** What reference pages say of the manifest. */
export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
  };
}

export interface MenuEntry {
  readonly command: string;
  readonly when: string;
}

export interface Setting {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly patternProperties?: Readonly<
    Record<string, { readonly enum: readonly string[]; readonly enumDescriptions: readonly string[] }>
  >;
}

/** package.json as VS Code reads it, in English: texts in the place of their keys. */
export function readManifest(): Manifest {
  const texts: Record<string, string> = JSON.parse(readFileSync("package.nls.json", "utf8"));
  return JSON.parse(readFileSync("package.json", "utf8"), (_, value) => {
    const key = typeof value === "string" ? /^%([\w.]+)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : (texts[key] ?? value);
  });
}

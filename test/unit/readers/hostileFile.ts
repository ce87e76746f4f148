import type { Bytes } from "./bytes";

/** A file that must be refused in one line, when it is opened or at the latest when its values are read. */
export interface HostileFile {
  readonly name: string;
  readonly fileName: string;
  readonly bytes: Bytes;
  /** Files beside it. */
  readonly siblings?: Readonly<Record<string, Bytes>>;
  readonly message: RegExp;
}

/** A file whose message begins with its name. */
export function hostile(fileName: string, name: string, bytes: Bytes, message: RegExp): HostileFile {
  if (message.source.startsWith("^")) return { name, fileName, bytes, message };
  const start = `^(DtypeLost)?Error: ${fileName.replaceAll(".", "\\.")}: .*`;
  return { name, fileName, bytes, message: new RegExp(start + message.source, "u") };
}

/** A Python pickle that would run a command. */
export const PICKLE = Uint8Array.from("\x80\x04cposix\nsystem\n(S'exit 1'\ntR.", (character) =>
  character.charCodeAt(0),
);

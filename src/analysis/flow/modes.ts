/** The file and the stretch of text that something happens at. */
export interface Site {
  /** "" for the file at hand. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A loop by its file and where it begins there. */
export type LoopKey = string;

export function loopKey({ file, start }: Pick<Site, "file" | "start">): LoopKey {
  return `${file}:${start}`;
}

/** A mode that a model may be in, and what brought it there. */
export interface Mode {
  /** "entry": as it was when the function that is looked at for itself was called. */
  readonly mode: "train" | "eval" | "entry" | "unknown";
  readonly how: "called" | "constructed" | "loaded" | "entry" | "unknown";
  readonly site: Site;
  /** Loops around it, from the outermost in. */
  readonly loops: readonly LoopKey[];
  /** Calls into the code's own functions that led there. */
  readonly calls: readonly Site[];
}

/** The ways that a model may have come to here; each mode and place once. */
export function joinModes(a: readonly Mode[], b: readonly Mode[]): readonly Mode[] {
  if (a === b) return a;
  const fresh = b.filter((mode) => !a.some((known) => sameMode(known, mode)));
  return fresh.length === 0 ? a : [...a, ...fresh].slice(0, MOST);
}

const MOST = 12;

export function sameModes(a: readonly Mode[], b: readonly Mode[]): boolean {
  return a === b || (a.length === b.length && a.every((mode) => b.some((other) => sameMode(mode, other))));
}

function sameMode(a: Mode, b: Mode): boolean {
  return (
    a === b ||
    (a.mode === b.mode &&
      a.site.start === b.site.start &&
      a.site.file === b.site.file &&
      a.loops.length === b.loops.length)
  );
}

export function sameSite(a: Site, b: Site): boolean {
  return a.start === b.start && a.end === b.end && a.file === b.file;
}

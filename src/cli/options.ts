import type { Convention } from "../engine/convention";
import { DtypeLostError } from "../readers/dtypeLostError";

/** 0: done and nothing found; 1: done, and something was found. (2, could not run, is what an error becomes.) */
export type ExitCode = 0 | 1;

/** What the command line can be asked to do. */
export interface Command {
  readonly usage: string;
  /** @throws in one line, where an option or a file is wrong */
  run(args: readonly string[]): Promise<ExitCode>;
}

/** Lets a negative number follow its option: "--channel-axis -1" is "--channel-axis=-1". */
export function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (/^-[\d.]/.test(arg) && last && /^--[^=]+$/.test(last)) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** The momentum that was asked for, or that of the convention; null is the cumulative average. */
export function momentumOf(text: string | undefined, convention: Convention): number | null {
  if (text === undefined) return convention === "pytorch" ? 0.1 : 0.99;
  return text === "none" ? null : numberOf("--momentum", text, (m) => m >= 0 && m <= 1, '0 to 1, or "none"');
}

/** @throws naming the option, where its text is no number or does not fit */
export function numberOf(option: string, text: string, fits: (value: number) => boolean, wanted: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!fits(value)) throw new Error(`${option} is "${text}", but must be ${wanted}`);
  return value;
}

/** @throws naming the option, where its text is no whole number from 1 on, or above `most` */
export function countOf(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const range = most === Number.MAX_SAFE_INTEGER ? "from 1 on" : `from 1 to ${most}`;
  return numberOf(option, text, (n) => Number.isInteger(n) && n >= 1 && n <= most, `a whole number ${range}`);
}

/** @throws naming the option, where its text is none of the choices */
export function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  if (choices.includes(text as T)) return text as T;
  throw new Error(`${option} is "${text}", but must be one of ${choices.join(", ")}`);
}

/** A finding's code as a person types it: "nrm902", or "902" as a table has it. */
export function codeOf(text: string): string {
  return text.toUpperCase().replace(/^(?=\d)/, "NRM");
}

/** Adds to an error the option that helps. */
export function advised(error: Error): Error {
  return error instanceof DtypeLostError ? new Error(`${error.message} (--assume-dtype)`) : error;
}

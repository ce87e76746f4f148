/** A source file's text, and how to turn a changed text into bytes again. */
export interface SourceText {
  readonly text: string;
  encode(text: string): Uint8Array;
}

/**
 * Reads a file as Python would: UTF-8, with or without a mark in front, or Latin-1 where the first two lines say so.
 * @throws where it is neither
 */
export function decodePython(bytes: Uint8Array): SourceText {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const head = latin1(bytes.subarray(0, HEAD));
  if (bytes.includes(0)) throw new Error("is no text: there are zeros in it");
  const declared = marked ? undefined : DECLARED.exec(head)?.[1]?.toLowerCase().replaceAll("_", "-");
  if (declared !== undefined && LATIN1.test(declared)) {
    return {
      text: latin1(bytes),
      encode: (text) => Uint8Array.from(text, (character) => character.charCodeAt(0)),
    };
  }
  if (declared !== undefined && !UTF8.test(declared)) {
    throw new Error(`declares the encoding ${declared.slice(0, 30)}, but only UTF-8 and Latin-1 are read`);
  }
  return {
    text: utf8(marked ? bytes.subarray(3) : bytes),
    encode: (text) => new TextEncoder().encode(marked ? `\ufeff${text}` : text),
  };
}

const HEAD = 400;
/** PEP 263: in a comment on the first or second line, where the first is empty or a comment. */
const DECLARED = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const LATIN1 = /^(latin-?1|iso-?8859-1|iso-?8859-15|l1|cp819)(-|$)/;
const UTF8 = /^(utf-?8|u8|ascii|us-ascii)(-|$)/;

/** The platform's decoder of that name reads another alphabet. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

const PIECE = 4096;

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error("is not UTF-8, and declares no other encoding");
  }
}

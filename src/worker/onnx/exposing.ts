/** A value to be handed out, by the name that the model has for it. */
export interface Exposed {
  /** These become outputs of the graph. */
  readonly values: readonly string[];
  /** These only get a node that tells their shape, whose output has the name beside. */
  readonly shapes: readonly (readonly [value: string, output: string])[];
}

const GRAPH = 7;
const NODE = 1;
const OUTPUT = 12;

/**
 * What makes a model hand out more of its values once it stands behind the model's own bytes: a second `graph` field,
 * which readers of protobuf merge with the first, as repeated fields of one message (protobuf.dev/programming-guides/
 * encoding, "Last One Wins"). Nothing of the model itself is written anew, so that its values stay untouched.
 */
export function exposing({ values, shapes }: Exposed): Uint8Array<ArrayBuffer> {
  const nodes = shapes.map(([value, output]) =>
    field(NODE, concat([field(1, text(value)), field(2, text(output)), field(4, text("Shape"))])),
  );
  const outputs = [...values, ...shapes.map(([, output]) => output)].map((name) => field(OUTPUT, field(1, text(name))));
  return field(GRAPH, concat([...nodes, ...outputs]));
}

/** A field that holds bytes: its number, how many there are, and they themselves. */
function field(number: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat([varint(8 * number + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

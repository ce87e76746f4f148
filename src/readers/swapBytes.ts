/** Turns the byte order of every value of `valueBytes` (1, 2, 4 or 8) around, in place. `bytes` is aligned to it. */
export function swapBytes(bytes: Uint8Array<ArrayBuffer>, valueBytes: number): void {
  if (valueBytes === 2) {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    for (let i = 0; i < words.length; i++) words[i] = (words[i]! << 8) | (words[i]! >>> 8);
  } else if (valueBytes >= 4) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (let i = 0; i < words.length; i++) words[i] = swapWord(words[i]!);
    if (valueBytes === 8) swapNeighbours(words);
  }
}

function swapWord(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function swapNeighbours(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const first = words[i]!;
    words[i] = words[i + 1]!;
    words[i + 1] = first;
  }
}

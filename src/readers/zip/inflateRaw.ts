/** Takes deflated bytes (RFC 1951) and gives the bytes that were deflated. An error of the input comes out again. */
export type Inflate = (deflated: AsyncIterable<Uint8Array<ArrayBuffer>>) => AsyncIterable<Uint8Array<ArrayBuffer>>;

type Writer = ReturnType<DecompressionStream["writable"]["getWriter"]>;

/** Inflates with the web platform's DecompressionStream, which Node and browsers have alike. */
export const inflateRaw: Inflate = async function* (deflated) {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const reader = readable.getReader();
  feed(deflated, writable.getWriter());
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.cancel().catch(ignore);
  }
};

/** Never awaited: bytes after the end of the deflated data would keep it waiting. The reader hears of its failure. */
function feed(deflated: AsyncIterable<Uint8Array<ArrayBuffer>>, writer: Writer): void {
  const feeding = async () => {
    for await (const piece of deflated) {
      await writer.ready;
      await writer.write(piece);
    }
    await writer.close();
  };
  feeding().catch((error: unknown) => writer.abort(error).catch(ignore));
}

function ignore(): void {}

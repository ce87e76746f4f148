declare module "kernels:simd" {
  const bytes: Uint8Array<ArrayBuffer>;
  // biome-ignore lint/style/noDefaultExport: esbuild's binary loader exports a file's bytes so.
  export default bytes;
}

declare module "kernels:relaxed" {
  const bytes: Uint8Array<ArrayBuffer>;
  // biome-ignore lint/style/noDefaultExport: as above.
  export default bytes;
}

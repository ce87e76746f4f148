declare module "kernels:simd" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "kernels:relaxed" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

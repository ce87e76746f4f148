declare module "kernels:simd" {
  export function bytes(): Uint8Array<ArrayBuffer>;
}

declare module "kernels:relaxed" {
  export function bytes(): Uint8Array<ArrayBuffer>;
}

declare module "onnx:runtime" {
  /** Of the package. */
  export const version: string;

  export const env: {
    logLevel: "fatal";
    wasm: { numThreads: number; wasmBinary: ArrayBuffer };
  };

  export interface SessionOptions {
    executionProviders: readonly "wasm"[];
    graphOptimizationLevel: "disabled" | "basic" | "extended" | "all";
    freeDimensionOverrides: Readonly<Record<string, number>>;
    externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
    logSeverityLevel: 0 | 1 | 2 | 3 | 4;
  }

  /** What the native build takes. */
  export interface NativeSessionOptions extends Omit<SessionOptions, "executionProviders" | "externalData"> {
    executionProviders: readonly "cpu"[];
    extra: { readonly session: Readonly<Record<string, string>> };
  }

  export class InferenceSession {
    static create(model: Uint8Array, options: SessionOptions | NativeSessionOptions): Promise<InferenceSession>;
    readonly outputMetadata: readonly ValueMetadata[];
    run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<Record<string, Tensor>>;
    release(): Promise<void>;
  }

  /** A size that is not known is a text, or 2^32 - 1. */
  export type ValueMetadata =
    | { readonly name: string; readonly isTensor: false }
    | {
        readonly name: string;
        readonly isTensor: true;
        readonly type: string;
        readonly shape: readonly (number | string)[];
      };

  export class Tensor {
    constructor(type: string, data: ArrayBufferView, dims: readonly number[]);
    readonly type: string;
    readonly dims: readonly number[];
    readonly data: ArrayBufferView | readonly string[];
    dispose(): void;
  }
}

declare module "pngjs" {
  export const PNG: {
    readonly sync: {
      /** As RGBA of 8 bits each, whatever the file has. */
      read(file: Buffer): { readonly width: number; readonly height: number; readonly data: Uint8Array };
    };
  };
}

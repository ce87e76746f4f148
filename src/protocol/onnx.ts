/** What the thread that runs ONNX models does. Calls and answers are derived from it. */
export interface OnnxApi {
  /** What a model wants to be fed with; reads the file, runs nothing. */
  describe(request: { readonly path: string }): Promise<OnnxDescription>;
  /** Runs a model and profiles what its nodes make; a report as JSON text (reportJson.ts). */
  run(request: OnnxRequest): Promise<string>;
}

export interface OnnxDescription {
  readonly inputs: readonly OnnxInput[];
  /** Normalizations whose inputs and outputs can be had. */
  readonly norms: number;
  /** Tensors of numbers that the graph's nodes make. */
  readonly tensors: number;
}

export interface OnnxInput {
  readonly name: string;
  readonly dtype: string;
  /** Null where not even the number of axes is known; a text is the name to ask a size by (`OnnxRequest.dims`). */
  readonly dims: readonly (number | string)[] | null;
}

export interface OnnxRequest {
  /** Absolute path of the model. */
  readonly path: string;
  /** What the model's inputs are fed with. */
  readonly inputs: readonly OnnxInputSource[];
  /** Sizes that the model leaves open, by name: "batch", or "x.2" where axis 2 of the input x has none. */
  readonly dims: Readonly<Record<string, number>>;
  /** Absolute path of an installed onnxruntime-node, to run the model natively; left out: in WebAssembly. */
  readonly native?: string;
  /** Path of ONNX Runtime's packed WebAssembly, where it is not beside the bundle. */
  readonly wasm?: string;
  /** Which tensors: what enters and leaves normalizations, all, or those whose names fit a pattern with * and ?. */
  readonly tensors: "norms" | "all" | { readonly glob: string };
  /** Left out: by the normalization, else 1. Not 0, which examples lie along. */
  readonly channelAxis?: number;
}

/** `input` is a name among the model's inputs; left out: the one that it fits. */
export type OnnxInputSource =
  /** An .npy file, or an .npz archive whose arrays are called like inputs. */
  | { readonly kind: "file"; readonly path: string; readonly input?: string }
  | { readonly kind: "images"; readonly folder: string; readonly input?: string; readonly preparation: Preparation }
  /** Made up, for every input that nothing else feeds. */
  | { readonly kind: "random"; readonly seed: number; readonly examples?: number };

/** What becomes of an image's pixels, in this order. */
export interface Preparation {
  /** Height and width that images are scaled to (bilinear); left out: as the model says, or the image's own. */
  readonly size?: readonly [height: number, width: number];
  /** What pixels of 0 to 255 are multiplied with. */
  readonly scale: number;
  /** Taken away, and divided by, channel by channel: one number or one a channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly channels: "RGB" | "BGR";
}

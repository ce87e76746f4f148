/** Endings of model files that are known but not read, and what to do about them, in words that end a sentence. */
export const UNREAD_FORMATS: readonly (readonly [ending: string, what: string])[] = [
  [".ocdbt", "a part of an Orbax checkpoint (TensorStore's OCDBT), which is not read; save the variables as .msgpack"],
  [".pb", "a TensorFlow graph, which is not read; save the weights as .h5 or .keras, or convert the model to .onnx"],
  [".tflite", "a TensorFlow Lite model, which is not read; convert the model to .onnx"],
  [".mlmodel", "a Core ML model, which is not read; convert the model to .onnx"],
  [".pdparams", "a PaddlePaddle checkpoint, which is a pickle of its own kind; save the weights as .safetensors"],
];

/** What a file of a known ending is that is not read. */
export function unreadFormat(name: string): string | undefined {
  return UNREAD_FORMATS.find(([ending]) => name.toLowerCase().endsWith(ending))?.[1];
}

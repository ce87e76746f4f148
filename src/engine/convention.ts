/** Whose meaning a momentum has: PyTorch's weighs the new batch, Keras's the old average. */
export type Convention = "pytorch" | "keras";

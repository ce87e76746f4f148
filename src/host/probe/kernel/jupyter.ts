import type * as vscode from "vscode";

/** The part of the Jupyter extension's public API that is used here, as its documentation has it. */
export interface Jupyter {
  readonly kernels: {
    /** The kernel of an open notebook that a person has started; a refusal of access may come with the first code. */
    getKernel(notebook: vscode.Uri): Thenable<Kernel | undefined>;
  };
}

export interface Kernel {
  readonly status: string;
  readonly language: string;
  /** Runs code beside the notebook's cells, without their counter. */
  executeCode(code: string, token: vscode.CancellationToken): AsyncIterable<KernelOutput>;
}

export interface KernelOutput {
  readonly items: readonly { readonly mime: string; readonly data: Uint8Array }[];
}

export const JUPYTER = "ms-toolsai.jupyter";

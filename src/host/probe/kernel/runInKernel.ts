import * as vscode from "vscode";
import type { Kernel } from "./jupyter";

/** Why something could not be done in a kernel, for a person to read. */
export class Refusal extends Error {
  /** What can be done instead: watch from a cell. */
  readonly insertCell: boolean;
  constructor(message: string, { insertCell = false } = {}) {
    super(message);
    this.insertCell = insertCell;
  }
}

const STDOUT = ["application/vnd.code.notebook.stdout", "application/x.notebook.stream.stdout"];
const ERROR = "application/vnd.code.notebook.error";
/** A kernel may print without end. */
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Runs Python in a kernel, which may have other work to do first.
 *
 * @returns what it printed; null where it was cancelled
 * @throws Refusal where the kernel is not to be used, or where the code raised an exception: its class and first line
 */
export async function runInKernel(
  kernel: Kernel,
  code: string,
  token: vscode.CancellationToken,
): Promise<string | null> {
  const printed: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const { items } of kernel.executeCode(code, token)) {
      for (const { mime, data } of items) {
        if (mime === ERROR) throw new Refusal(exceptionText(data));
        if (!STDOUT.includes(mime)) continue;
        bytes += data.byteLength;
        if (bytes > MOST_BYTES)
          throw new Refusal(
            vscode.l10n.t("What the kernel printed is too long to be read: run this again without output of your own."),
          );
        printed.push(data);
      }
    }
  } catch (error) {
    if (token.isCancellationRequested) return null;
    throw error instanceof Refusal ? error : new Refusal(reasonOf(error));
  }
  if (token.isCancellationRequested) return null;
  return Buffer.concat(printed).toString("utf8");
}

function exceptionText(data: Uint8Array): string {
  let parsed: { readonly name?: unknown; readonly message?: unknown } = {};
  try {
    parsed = JSON.parse(new TextDecoder().decode(data)) ?? {};
  } catch {
    // Then nothing is known but that there was one.
  }
  const [name, message] = [parsed.name, parsed.message].map((part) => (typeof part === "string" ? part : ""));
  const [first = ""] = (message ?? "").trim().split("\n");
  if (!name) return vscode.l10n.t("Python raised an exception: {0}", oneLine(first));
  return first && first !== name
    ? vscode.l10n.t("Python raised {0}: {1}", oneLine(name), oneLine(first))
    : vscode.l10n.t("Python raised {0}", oneLine(name));
}

function reasonOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === "vscode.jupyter.apiAccessRevoked")
    return vscode.l10n.t(
      "The Jupyter extension does not let Normscope use kernels. “Jupyter: Manage Access To Jupyter Kernels” allows it.",
    );
  return vscode.l10n.t("The kernel could not be used: {0}", oneLine(message));
}

const LONGEST = 200;

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").slice(0, LONGEST);
}

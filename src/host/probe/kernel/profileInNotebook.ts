import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { messageText } from "../../safeText";
import { chooseVariable } from "./chooseVariable";
import { JUPYTER, type Jupyter, type Kernel } from "./jupyter";
import { captureCode, parseVariables, variablesCode } from "./kernelCode";
import { Refusal, runInKernel } from "./runInKernel";

/** Where captures go, and where the probe's sources are. */
export interface CapturePlaces {
  readonly folder: string;
  readonly sources: string;
}

const TITLE = vscode.l10n.t("Profile Layer Activations");
const INSERT = vscode.l10n.t("Insert Probe Cell");

/**
 * Captures what enters a model's layers for one batch, in the kernel of the notebook at hand, and opens its profile.
 * Whatever is in the way is told in one message.
 */
export async function profileInNotebook(places: CapturePlaces): Promise<void> {
  try {
    await profile(places);
  } catch (error) {
    const refused = error instanceof Refusal && error.insertCell;
    const answer = await vscode.window.showErrorMessage(
      messageText((error as Error).message),
      ...(refused ? [INSERT] : []),
    );
    if (answer === INSERT) await vscode.commands.executeCommand("normscope.insertProbeCell");
  }
}

async function profile({ folder, sources }: CapturePlaces): Promise<void> {
  const kernel = await kernelAtHand();
  const printed = await inKernel(kernel, variablesCode());
  if (printed === null) return;
  const variables = parseVariables(printed);
  if (!variables.torch)
    throw new Refusal(
      vscode.l10n.t("PyTorch is not imported in this kernel: run the cells that make the model first."),
    );
  const whichModel = vscode.l10n.t("Profile Layer Activations: which variable is the model?");
  const model = await chooseVariable(whichModel, variables.models, "trainer.model");
  const whichBatch = vscode.l10n.t("Profile Layer Activations: which one is the batch?");
  const batch = model && (await chooseVariable(whichBatch, variables.batches, "batch[0]"));
  if (!model || !batch) return;
  const file = await newCapture(folder);
  if ((await inKernel(kernel, captureCode(model, batch, file, sources))) === null) return;
  if (!(await stat(file).catch(() => null)))
    throw new Refusal(
      vscode.l10n.t("The kernel has written the activations, but not on this machine: it runs on another one."),
      { insertCell: true },
    );
  await vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(file));
}

async function kernelAtHand(): Promise<Kernel> {
  if (!vscode.workspace.isTrusted)
    throw new Refusal(vscode.l10n.t("Code runs in kernels of trusted workspaces only: trust this one first."));
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (!notebook) throw new Refusal(vscode.l10n.t("Open the notebook whose model is to be profiled first."));
  const extension = vscode.extensions.getExtension<Jupyter>(JUPYTER);
  if (!extension)
    throw new Refusal(
      vscode.l10n.t("The Jupyter extension, which runs kernels, is not installed. A probe cell works without it."),
      { insertCell: true },
    );
  const jupyter = await extension.activate();
  if (typeof jupyter?.kernels?.getKernel !== "function")
    throw new Refusal(vscode.l10n.t("This version of the Jupyter extension does not let others use its kernels."), {
      insertCell: true,
    });
  const kernel = await jupyter.kernels.getKernel(notebook.uri);
  if (!kernel)
    throw new Refusal(
      vscode.l10n.t("The notebook's kernel has not been started: run the cells that make the model and a batch first."),
    );
  if (kernel.language !== "python")
    throw new Refusal(vscode.l10n.t("The notebook's kernel runs {0}, not Python.", kernel.language));
  if (["dead", "terminating"].includes(kernel.status))
    throw new Refusal(
      vscode.l10n.t("The notebook's kernel has ended: restart it, and run the cells that make the model and a batch."),
    );
  return kernel;
}

/** Null where it was cancelled. */
function inKernel(kernel: Kernel, code: string): Thenable<string | null> {
  const options = { location: vscode.ProgressLocation.Notification, title: TITLE, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const busy = kernel.status !== "idle";
    progress.report({
      message: busy ? vscode.l10n.t("waiting for the kernel, which is busy…") : vscode.l10n.t("asking the kernel…"),
    });
    return runInKernel(kernel, code, token);
  });
}

/** Captures are kept for panels that are restored, but not all of them. */
const KEPT = 10;

async function newCapture(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const old = (await readdir(folder)).filter((name) => name.endsWith(".safetensors")).sort();
  for (const name of old.slice(0, Math.max(0, old.length - KEPT + 1))) await rm(join(folder, name), { force: true });
  return join(folder, `capture-${new Date().toISOString().replace(/\D+/g, "-").slice(0, 23)}.safetensors`);
}

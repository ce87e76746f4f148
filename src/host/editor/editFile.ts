import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromEditor, Reference, TensorChoice, ToEditor } from "../../protocol/editor";
import type { FileRequest, Progress } from "../../protocol/engineApi";
import { fromEditor } from "../../protocol/fromPages";
import { askingForDtype } from "../askForDtype";
import { hear } from "../hear";
import { notOnDisk } from "../notOnDisk";
import { openPage } from "../openPage";
import type { PanelContext } from "../panelKind";
import { isReadable, pathOf } from "../paths";
import { requestFor } from "../request";
import { oneLine } from "../safeText";
import { saveFile } from "../saveFile";
import { tellFailure } from "../tellFailure";
import { chooseReference } from "./chooseReference";
import { openNotebook } from "./openNotebook";
import { watchFile } from "./watchFile";

type Told = { readonly [Part in "file" | "norms" | "tensor"]: ToEditor | null };

/** An editor, as commands see it. */
export interface FileEditor {
  /** Asks for another checkpoint, and measures the file's normalization layers against it. */
  readonly chooseReference: () => Promise<void>;
}

/** Makes an empty editor show a file, and keeps it doing so until it is closed. */
export function editFile({ engine, dist, log }: PanelContext, uri: vscode.Uri, panel: vscode.WebviewPanel): FileEditor {
  const name = oneLine(basename(uri.path));
  let request: FileRequest = { path: pathOf(uri) };
  let reference: Reference | null = null;
  // What a page that was hidden meanwhile has to be told again.
  let told: Told = { file: null, norms: null, tensor: null };
  let closed = false;
  const watching = isReadable(uri) ? watchFile(uri, (gone) => tell({ type: "changed", gone }, null)) : null;
  const jobs = { file: new AbortController(), norms: new AbortController(), tensor: new AbortController() };

  const tell = (message: ToEditor, part: keyof Told | null) => {
    if (part !== null) told = { ...told, [part]: message };
    // What is still under way when an editor is closed ends after it.
    if (!closed) void panel.webview.postMessage(message);
  };
  /** Does one part's work, in the place of what it did before; what the former still says goes unheard. */
  const start = async (
    part: keyof Told,
    work: (signal: AbortSignal, say: (message: ToEditor) => void) => Promise<ToEditor>,
    failed: (message: string) => ToEditor,
  ) => {
    jobs[part].abort();
    const own = new AbortController();
    jobs[part] = own;
    const say = (message: ToEditor) => {
      if (jobs[part] === own) tell(message, part);
    };
    try {
      say(await work(own.signal, say));
    } catch (error) {
      const { message } = error as Error;
      if (!own.signal.aborted) log.error(`${name}: ${message}`);
      say(failed(message));
    }
  };

  const open = async () => {
    told = { file: null, norms: null, tensor: null };
    jobs.tensor.abort();
    jobs.norms.abort();
    await start(
      "file",
      async (signal, say) => {
        say({ type: "opening", name });
        await watching?.opened();
        const list = (asked: FileRequest) => {
          request = asked;
          return engine.list(asked, { signal });
        };
        // The page has asked for the file.
        const listing = await askingForDtype(request, list, Promise.resolve(true));
        return { type: "listing", listing };
      },
      (message) => ({ type: "failed", name, message, final: false }),
    );
    if (told.file?.type === "listing") await findNorms();
  };
  const findNorms = () => {
    const against = reference;
    return start(
      "norms",
      async (signal, say) => {
        const onProgress = (progress: Progress) => say({ type: "normsProgress", progress });
        onProgress({ done: 0, total: 0 });
        const asked = { ...request, ...(against ? { reference: against.path } : {}) };
        return { type: "norms", report: await engine.norms(asked, { signal, onProgress }), reference: against };
      },
      (message) => ({ type: "normsFailed", message, reference: against }),
    );
  };
  const profile = (of: TensorChoice) =>
    start(
      "tensor",
      async (signal, say) => {
        const { channelAxis, ...asked } = { ...requestFor([uri]), ...request, tensors: [of.tensor] };
        const axis = of.channelAxis ?? channelAxis;
        const report = await engine.profile(
          { ...asked, ...(axis === undefined ? {} : { channelAxis: axis }) },
          { signal, onProgress: (progress) => say({ type: "tensorProgress", of, progress }) },
        );
        return { type: "tensor", of, report };
      },
      (message) => ({ type: "tensorFailed", of, message }),
    );
  const measureAgainst = (other: Reference | null) => {
    reference = other;
    return findNorms();
  };
  const askForReference = async () => {
    const chosen = await chooseReference(uri);
    if (chosen) await measureAgainst(chosen);
  };
  const welcome = (kept: Reference | null) => {
    if (told.file === null) {
      reference = kept;
      return open();
    }
    for (const message of [told.file, told.norms, told.tensor]) if (message) tell(message, null);
    return undefined;
  };
  const answer = async (message: FromEditor): Promise<void> => {
    switch (message.type) {
      case "ready":
        return welcome(message.reference);
      case "reload":
        return open();
      case "profile":
        return profile(message.of);
      case "cancel":
        return jobs.tensor.abort();
      case "chooseReference":
        return askForReference();
      case "dropReference":
        return measureAgainst(null);
      case "retryNorms":
        return findNorms();
      case "save":
        return saveFile(vscode.Uri.joinPath(uri, ".."), message.file);
      case "notebook":
        return openNotebook(message.report);
    }
  };

  if (watching) {
    hear(panel.webview, fromEditor, log, (message) => {
      void answer(message).catch((error: Error) =>
        tellFailure(log, vscode.l10n.t("Normscope: {0}", error.message), error),
      );
    });
    panel.onDidDispose(() => {
      closed = true;
      watching.dispose();
      for (const job of Object.values(jobs)) job.abort();
    });
  } else {
    const message = notOnDisk(uri);
    panel.webview.onDidReceiveMessage(() => tell({ type: "failed", name, message, final: true }, null));
  }
  openPage(panel.webview, dist, "editor.js", "Normscope");
  return { chooseReference: askForReference };
}

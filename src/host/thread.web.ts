import { dirname } from "node:path";
import * as vscode from "vscode";
import type { HostFiles } from "../protocol/hostFiles";
import { answer, type Call } from "../protocol/rpc";
import { filesForWorkers } from "./filesForWorkers.web";
import { uriOf } from "./paths.web";
import type { Thread, ThreadEvents } from "./threadEvents";

/**
 * Starts the bundle of all workers, web/worker.js, as one of them, and lets it read files.
 * @param script where that one's bundle would be for Node, as `pathOf` has it
 */
export function startThread<Message>(script: string, { hear, failed }: ThreadEvents<Message>): Thread {
  let [worker, ended, waiting] = [null as Worker | null, false, [] as unknown[]];
  const post = (message: unknown) => (worker ? worker.postMessage(message) : waiting.push(message));
  const start = async () => {
    const bundle = vscode.Uri.joinPath(uriOf(dirname(script)), "web", "worker.js");
    const bytes = await vscode.workspace.fs.readFile(bundle);
    if (ended) return;
    const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "text/javascript" }));
    // A worker from a blob could not tell otherwise what it is, and where the bundles are.
    worker = new Worker(address, { name: script });
    worker.onmessage = ({ data }: MessageEvent<Message | { readonly files: Call }>) => {
      if (typeof data === "object" && data !== null && "files" in data) void read(data.files);
      else hear(data as Message);
    };
    worker.onerror = (event) => failed(event.message);
    for (const message of waiting) post(message);
    waiting = [];
  };
  const read = (call: Call) =>
    answer<HostFiles>(
      filesForWorkers,
      call,
      (files) => post({ files }),
      (error) => ({ message: (error as Error).message }),
    );
  start().catch((error: Error) => failed(error.message));
  return {
    post,
    end() {
      ended = true;
      worker?.terminate();
    },
  };
}

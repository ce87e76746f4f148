import type { HostFiles } from "../protocol/hostFiles";
import { type Answer, type Call, createCaller } from "../protocol/rpc";

const caller = createCaller((files: Call) => postMessage({ files }));

/** The host's files. Calls reject with the bare reason, which is also the error's code. */
export const hostFiles: HostFiles = {
  about: (path) => ask("about", path),
  list: (folder) => ask("list", folder),
  read: (path) => ask("read", path),
};

/** Takes what the host has answered. */
export function receiveFiles(answer: Answer): void {
  caller.receive(answer);
}

async function ask<T>(method: keyof HostFiles, path: string): Promise<T> {
  try {
    return (await caller.call(method, path)) as T;
  } catch (error) {
    const { message } = error as Error;
    throw Object.assign(new Error(message), { code: message });
  }
}

import type { Failure, Progress } from "./engineApi";

/** Any interface of asynchronous functions with one argument. */
export type Api<T> = { readonly [K in keyof T]: (argument: never) => Promise<unknown> };

/** One question to the worker. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** What comes back: progress any number of times, then a value or an error. */
export type Answer =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly error: Failure };

/** Functions that do the work; each may tell how far it has come. */
export type Handlers<T extends Api<T>> = {
  readonly [K in keyof T]: (
    argument: Parameters<T[K]>[0],
    onProgress: (progress: Progress) => void,
  ) => Promise<Awaited<ReturnType<T[K]>>>;
};

/** Answers one call. Whatever a handler throws becomes an error answer. */
export async function answer<T extends Api<T>>(
  handlers: Handlers<T>,
  call: Call,
  send: (answer: Answer) => void,
  failureOf: (error: unknown) => Failure,
): Promise<void> {
  const { id, method, argument } = call;
  try {
    if (!Object.hasOwn(handlers, method)) throw new Error(`the engine has no method ${method}`);
    const handler = handlers[method as keyof T];
    const onProgress = (progress: Progress) => send({ id, progress });
    send({ id, ok: await handler(argument as Parameters<T[keyof T]>[0], onProgress) });
  } catch (error) {
    send({ id, error: failureOf(error) });
  }
}

/** The asking side: keeps the open calls, and fails them all when the other side is gone. */
export interface Caller {
  call(method: string, argument: unknown, onProgress?: (progress: Progress) => void): Promise<unknown>;
  /** Hands over what the other side sent. */
  receive(answer: Answer): void;
  /** The other side is gone: every open call fails with this message, and so does every later one. */
  fail(message: string): void;
}

/** An answer that was an error. */
export class CallFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function createCaller(send: (call: Call) => void): Caller {
  const open = new Map<number, OpenCall>();
  let lastId = 0;
  let gone: string | null = null;
  return {
    call: (method, argument, onProgress) =>
      new Promise((resolve, reject) => {
        if (gone !== null) throw new CallFailed({ message: gone });
        const id = ++lastId;
        open.set(id, { resolve, reject, onProgress });
        send({ id, method, argument });
      }),
    receive(answer) {
      const call = open.get(answer.id);
      if (!call) return;
      if ("progress" in answer) {
        call.onProgress?.(answer.progress);
        return;
      }
      open.delete(answer.id);
      if ("ok" in answer) call.resolve(answer.ok);
      else call.reject(new CallFailed(answer.error));
    },
    fail(message) {
      gone ??= message;
      const calls = [...open.values()];
      open.clear();
      for (const call of calls) call.reject(new CallFailed({ message }));
    },
  };
}

interface OpenCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

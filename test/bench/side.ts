import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Cannot, type Hello, MARK, type Order, type Ran, type Ready, type Task } from "./protocol";

/** A process that is measured; it keeps its data warm between runs. */
export interface Side {
  readonly about: string;
  /** @throws in one line, where the side cannot do it */
  prepare(task: Task): Promise<readonly string[]>;
  run(name: string): Promise<Ran>;
  drop(): Promise<unknown>;
  end(): void;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** @throws in one line, where the process does not come up */
export async function startSide({ command, args, env }: Command): Promise<Side> {
  const child = spawn(command, args, { stdio: "pipe", env: { ...process.env, ...env } });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = /^\w*Error: .*$/m.exec(text)?.[0] ?? complaint;
  });
  let settle: { resolve(message: unknown): void; reject(error: Error): void } | null = null;
  let gone: Error | null = null;
  const fail = (error: Error) => {
    gone = error;
    settle?.reject(error);
  };
  child.once("error", fail);
  child.once("close", (code, signal) => fail(new Error(complaint || `ended with ${signal ?? code}`)));
  // Writing to a process that is gone: "close" says why.
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith(MARK)) settle?.resolve(JSON.parse(line.slice(MARK.length)));
  });

  const hear = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      if (gone) return reject(gone);
      settle = { resolve: resolve as (message: unknown) => void, reject };
    });
  const ask = async <Message extends object>(order: Order): Promise<Message> => {
    const heard = hear<Message | Cannot>();
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const message = await heard;
    if ("cannot" in message) throw new Error(message.cannot);
    return message;
  };

  const { about } = await hear<Hello>();
  return {
    about,
    prepare: async (task) => (await ask<Ready>({ prepare: task })).ready,
    run: (name) => ask<Ran>({ run: name }),
    drop: () => ask<Ready>({ drop: true }),
    end: () => child.kill("SIGKILL"),
  };
}

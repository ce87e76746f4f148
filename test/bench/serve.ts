import { createInterface } from "node:readline";
import { type Cannot, type Hello, MARK, type Order, type Ran, type Ready, type Task } from "./protocol";

/** The runs of a task by name; each does all of its work before it ends. */
export type Runs = Readonly<Record<string, () => unknown>>;

/** What a side does for a task. */
export interface Prepared {
  readonly runs: Runs;
  drop?(): unknown;
}

/** Answers orders until stdin ends. */
export async function serve(hello: Hello, prepare: (task: Task) => Prepared | Promise<Prepared>): Promise<void> {
  let prepared: Prepared = { runs: {} };
  answer(hello);
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as Order;
    try {
      if ("prepare" in order) {
        prepared = await prepare(order.prepare);
        answer({ ready: Object.keys(prepared.runs) });
      } else if ("run" in order) {
        answer({ ms: await time(prepared.runs[order.run]!) });
      } else {
        await prepared.drop?.();
        prepared = { runs: {} };
        answer({ ready: [] });
      }
    } catch (error) {
      answer({ cannot: String((error as Error).message ?? error).split("\n")[0]! });
    }
  }
  process.exit();
}

async function time(run: () => unknown): Promise<number> {
  const start = performance.now();
  const pending = run();
  // Awaiting what is no promise would still cost a turn of the loop.
  if (pending instanceof Promise) await pending;
  return performance.now() - start;
}

function answer(message: Hello | Ready | Ran | Cannot): void {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`);
}

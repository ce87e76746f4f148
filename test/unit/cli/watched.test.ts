import assert from "node:assert/strict";
import { type Watch, watched } from "../../../src/cli/watched";

describe("a command that is watched", () => {
  it("tells its progress in one line of a terminal, each state once, and clears it in the end", async () => {
    const { written } = await told(true, async ({ onProgress, onBytes }) => {
      for (const done of [1, 1, 2]) onProgress({ done, total: 3 });
      onBytes(1e6);
      onBytes(2.5e6);
    });
    const line = (text: string) => `\r${text}  what-if gap\x1b[K`;
    assert.equal(written, [...["33 %", "66 %", "1 MB read", "3 MB read"].map(line), "\r\x1b[K"].join(""));
  });

  it("tells nothing where nobody sees it", async () => {
    const { written } = await told(false, async ({ onProgress }) => onProgress({ done: 1, total: 2 }));
    assert.equal(written, "");
  });

  for (const [where, isTerminal, cleared] of [
    ["a terminal", true, "\r50 %  what-if gap\x1b[K\r\x1b[K"],
    ["a script", false, ""],
  ] as const) {
    it(`ends at once on Ctrl-C in ${where}, with one line`, async () => {
      const { written, exits } = await told(isTerminal, async ({ onProgress }) => {
        onProgress({ done: 1, total: 2 });
        process.emit("SIGINT");
      });
      assert.deepEqual([written, exits], [`${cleared}normscope: what-if gap was interrupted\n`, [2]]);
    });
  }

  it("lets Ctrl-C come in while a share of the work is told", async () => {
    let turns = 0;
    await told(false, async ({ onShare }) => {
      setImmediate(() => turns++);
      await onShare(0.5);
      assert.equal(turns, 1);
    });
  });

  it("leaves Ctrl-C alone once it is done, and passes on what was found or thrown", async () => {
    const before = process.listenerCount("SIGINT");
    assert.equal(await watched("what-if gap", async () => 5), 5);
    await assert.rejects(
      watched("what-if gap", async () => {
        throw new Error("no file");
      }),
      { message: "no file" },
    );
    assert.equal(process.listenerCount("SIGINT"), before);
  });
});

/** What is written to standard error, and with which codes the program would end. */
async function told(isTerminal: boolean, work: (watch: Watch) => Promise<void>) {
  const { write, isTTY } = process.stderr;
  const { exit } = process;
  const others = process.listeners("SIGINT");
  const exits: unknown[] = [];
  let written = "";
  process.removeAllListeners("SIGINT");
  Object.assign(process.stderr, {
    isTTY: isTerminal,
    write(text: string) {
      written += text;
      return true;
    },
  });
  Object.assign(process, { exit: (code: unknown) => exits.push(code) });
  try {
    await watched("what-if gap", work);
  } finally {
    Object.assign(process.stderr, { write, isTTY });
    Object.assign(process, { exit });
    for (const listener of others) process.on("SIGINT", listener);
  }
  return { written, exits };
}

import assert from "node:assert/strict";
import type { Failure, Progress } from "../../../src/protocol/engineApi";
import { type Answer, answer, type Caller, CallFailed, createCaller, type Handlers } from "../../../src/protocol/rpc";

interface TestApi {
  double(value: number): Promise<number>;
  never(value: number): Promise<number>;
}

const handlers: Handlers<TestApi> = {
  async double(value, onProgress) {
    onProgress({ done: 1, total: 2 });
    if (value < 0) throw new Error("x.npy: 3 bytes, but 4 were expected");
    return 2 * value;
  },
  never: () => new Promise(() => {}),
};

describe("calls to the engine", () => {
  it("bring the answer, after progress", async () => {
    const progress: Progress[] = [];
    assert.equal(await connected().call("double", 4, (p) => progress.push(p)), 8);
    assert.deepEqual(progress, [{ done: 1, total: 2 }]);
  });

  it("carry an error back with its message", async () => {
    await assert.rejects(connected().call("double", -1), (error: CallFailed) => {
      assert.ok(error instanceof CallFailed);
      assert.equal(error.failure.message, "x.npy: 3 bytes, but 4 were expected");
      return true;
    });
  });

  it("fail where the method does not exist, inherited names included", async () => {
    await assert.rejects(connected().call("toString", 1), /no method toString/);
  });

  it("all fail when the engine dies, and answers that come late are ignored", async () => {
    const caller = connected();
    const calls = [caller.call("never", 1), caller.call("never", 2)];
    caller.fail("The engine stopped.");
    for (const call of calls) await assert.rejects(call, /The engine stopped\./);
    caller.receive({ id: 1, ok: 3 });
    await assert.rejects(caller.call("never", 3), /The engine stopped\./, "a call that comes later");
  });

  it("fail at once when the engine has died before them, with what was told first", async () => {
    const caller = connected();
    caller.fail("The engine stopped: no memory.");
    caller.fail("The engine stopped with exit code 1.");
    await assert.rejects(caller.call("double", 1), /no memory/);
  });
});

function connected(): Caller {
  const failureOf = (error: unknown): Failure => ({ message: (error as Error).message });
  const caller: Caller = createCaller((call) => {
    void answer<TestApi>(handlers, call, (message: Answer) => caller.receive(structuredClone(message)), failureOf);
  });
  return caller;
}

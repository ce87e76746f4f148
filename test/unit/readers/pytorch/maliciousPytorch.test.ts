import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peakMemoryKib } from "../../peakMemory";
import type { Bytes } from "../bytes";
import type { HostileFile } from "../hostileFile";
import { openContents, readAll } from "../memorySource";
import { hostilePickleCalls } from "../pickle/hostilePickleCalls";
import { hostilePickles } from "../pickle/hostilePickles";
import { harmlessPytorch } from "./harmlessPytorch";
import { hostileLegacyPytorch } from "./hostileLegacyPytorch";
import { hostilePytorch } from "./hostilePytorch";

/** A file takes a few milliseconds, a bomb 200; a hang fails, a slow machine does not. */
const MOST_MILLISECONDS = 10_000;
const MOST_HEAP_MIB = 96;
const MOST_MEMORY_KIB = 200 * 1024;

const refused = [...hostilePickleCalls, ...hostilePickles, ...hostilePytorch, ...hostileLegacyPytorch];

interface Outcome {
  readonly listing?: readonly string[];
  readonly message?: string;
  readonly milliseconds: number;
}

interface Result {
  readonly refused: readonly Outcome[];
  readonly harmless: readonly Outcome[];
  readonly memoryKib: number;
  readonly mayAct: boolean;
}

if (process.send && process.env.NORMSCOPE_MALICIOUS) void readAllFiles();
else {
  describe("Malicious PyTorch files, all in a process that may neither write nor start another", () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-malicious-"));
    let result: Result;
    before(async () => {
      result = await inChild(folder);
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const [i, { fileName, name, message }] of refused.entries()) {
      it(`${fileName} is refused: ${name}`, () => {
        const { message: said, listing, milliseconds } = result.refused[i]!;
        assert.equal(listing, undefined);
        assert.match(said!, message);
        assert.match(said!, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u);
        assert.ok(milliseconds < MOST_MILLISECONDS, `${milliseconds} ms`);
      });
    }
    for (const [i, { name, listing }] of harmlessPytorch.entries()) {
      it(`m.pt is listed: ${name}`, () => {
        const { milliseconds, ...outcome } = result.harmless[i]!;
        assert.deepEqual(outcome, { listing });
        assert.ok(milliseconds < MOST_MILLISECONDS, `${milliseconds} ms`);
      });
    }

    it("in a process that may do neither", () => assert.equal(result.mayAct, false));

    it("in little memory", () => {
      assert.ok(result.memoryKib < MOST_MEMORY_KIB, `${result.memoryKib} KiB`);
    });

    it("without a file", () => assert.deepEqual(readdirSync(folder), []));
  });
}

function inChild(folder: string): Promise<Result> {
  const flag = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";
  const child = fork(__filename, {
    cwd: folder,
    env: { ...process.env, NORMSCOPE_MALICIOUS: "1" },
    // A heap of this size dies of what takes more, and a small nursery leaves no room for garbage to look like a need.
    execArgv: [
      flag,
      "--allow-fs-read=*",
      "--no-warnings",
      `--max-old-space-size=${MOST_HEAP_MIB}`,
      "--max-semi-space-size=1",
    ],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (result) => {
      resolve(result as Result);
      child.disconnect();
    });
    child.once("exit", (code, signal) => reject(new Error(`the process ended early: ${code ?? signal}`)));
  });
}

async function readAllFiles(): Promise<void> {
  const ofRefused: Outcome[] = [];
  const ofHarmless: Outcome[] = [];
  for (const { fileName, bytes, siblings } of refused) ofRefused.push(await outcomeOf(fileName, bytes, siblings));
  for (const { bytes } of harmlessPytorch) ofHarmless.push(await outcomeOf("m.pt", bytes));
  const mayAct = ["fs.write", "child", "worker"].some((scope) => process.permission.has(scope));
  const memoryKib = peakMemoryKib();
  process.send!({ refused: ofRefused, harmless: ofHarmless, memoryKib, mayAct });
}

async function outcomeOf(fileName: string, bytes: Bytes, siblings?: HostileFile["siblings"]): Promise<Outcome> {
  const start = performance.now();
  const outcome = await listing(fileName, bytes, siblings);
  return { ...outcome, milliseconds: performance.now() - start };
}

async function listing(fileName: string, bytes: Bytes, siblings?: HostileFile["siblings"]) {
  try {
    const { tensors, closed } = await openContents(fileName, bytes, siblings);
    for (const tensor of tensors) await readAll(tensor);
    return { listing: [...tensors.map(({ name }) => name), ...closed.map(({ name }) => `${name} closed`)] };
  } catch (error) {
    return { message: String(error) };
  }
}

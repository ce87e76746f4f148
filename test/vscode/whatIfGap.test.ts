import assert from "node:assert/strict";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { doesNotScrollSideways, inEveryTheme, inNarrowWindow } from "./look";
import { type MadeTensor, noise, writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

describe("What if a trained layer is in inference", () => {
  before(() => {
    writeSafetensors("trained-cnn.safetensors", batchNorm("bn2", 16));
    writeSafetensors("other-net.safetensors", batchNorm("features.1", 16));
    writeSafetensors("wide-net.safetensors", batchNorm("module.wide", 2048));
    const next = noise(3);
    writeSafetensors("wide-captured.safetensors", [
      { name: "wide", shape: [32, 2048], values: Float32Array.from({ length: 32 * 2048 }, next) },
    ]);
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("asks for the checkpoint that holds the running statistics, and remembers it for every layer", async () => {
    await openGap("digits-cnn", "bn2");
    await ui.waitFor("webview", '[data-part="checkpoint-wanted"]:visible');
    await ui.screenshot("what-if-gap-wanted");
    await choose("trained-cnn");
    await answerIsDrawn();
    assert.match(
      await title(),
      /^batch-64 \/ bn2 · do training and inference differ\? By [\d.]+, with 0\.\d+ of sampling noise; beyond it are \d+ of 16 channels$/,
    );
    assert.match(await ui.text("webview", '[data-part="gap-advice"]'), /It is the running (mean|variance): \d+ % of/);
    assert.equal(await ui.text("webview", 'strong[data-part="checkpoint"]'), "trained-cnn.safetensors");
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await answerIsDrawn();
    await ui.click("webview", '[data-layer="bn1"]');
    await failed(/^trained-cnn\.safetensors: holds no batch norm 'bn1' with running statistics; it holds bn2$/);
  });

  inEveryTheme("draws the answer", askGap, (theme) => ui.screenshot(`what-if-gap-${theme}`));

  it("is read well at a width of 600 pixels", async () => {
    await inNarrowWindow({ width: 600, height: 1000 }, async () => {
      await askGap();
      await ui.evaluate("webview", () => document.querySelector('[data-figure="gap"]')!.scrollIntoView());
      await doesNotScrollSideways();
      await ui.screenshot("what-if-gap-narrow");
    });
  });

  it("looks for a biased variance once it is told the batch size, and takes the momentum that it is told", async () => {
    await askGap();
    const caveats = () => ui.text("webview", '[data-part="gap-caveats"]');
    assert.match(await caveats(), /momentum 0\.1, which is assumed \(momentum in training\)/);
    await tell("training-examples", "4");
    await until(async () => !/Whether the variance was kept biased/.test(await caveats()), "a bias is looked for");
    await tell("training-momentum", "0.02");
    await until(async () => /with momentum 0\.02, \d+ % of the initial values/.test(await caveats()), "it is taken");
    await ui.screenshot("what-if-gap-told");
  });

  it("gives the same numbers as a table", async () => {
    await askGap();
    await ui.click("webview", '[data-action="table-view"]');
    await ui.waitFor("webview", '[data-figure="gap"][data-drawn="table"] table');
    assert.equal((await ui.texts("webview", '[data-figure="gap"] tbody tr')).length, 16);
    await ui.screenshot("what-if-gap-table");
  });

  it("draws 2,048 channels, of a checkpoint that DataParallel's name stands in", async () => {
    await openGap("wide-captured.safetensors", "wide");
    await choose("wide-net");
    await answerIsDrawn();
    assert.match(
      await ui.text("webview", '[data-part="gap-caveats"]'),
      /The checkpoint calls the layer module\.wide\./,
    );
    await ui.screenshot("what-if-gap-2048");
  });

  describe("behind other layers", () => {
    before(writeNetwork);

    it("tells which layer is most at fault once the recording of inference is chosen, and keeps that for each layer", async () => {
      await askNetwork();
      assert.match(
        await networkTitle(),
        /^In which layer does the gap .* Most in features\.bn2: by [\d.]+ there, which makes about (9\d|10\d) % of the last layer's squared shift \(RMS 0\.\d+\)$/,
      );
      const advice = await ui.text("webview", '[data-part="network-advice"]');
      assert.match(
        advice,
        /last layer, features\.bn5, is shifted by .* with its input\. About .* of the statistics of features\.bn2\./,
      );
      assert.equal(await ui.text("webview", 'strong[data-part="inference"]'), "net-inference.safetensors");
      await ui.click("webview", '[data-layer="features.bn4"]');
      await until(async () => /features\.bn4 · do training/.test(await title()), "bn4 is shown");
      await networkIsDrawn();
    });

    inEveryTheme(
      "draws the layers",
      async () => {
        await askNetwork();
        await scrollToNetwork();
      },
      (theme) => ui.screenshot(`what-if-network-${theme}`),
    );

    it("leaves the page as high as the window", async () => {
      await askNetwork();
      const heights = await ui.evaluate("webview", () => [document.documentElement.scrollHeight, window.innerHeight]);
      assert.equal(heights[0], heights[1]);
    });

    it("is read well at a width of 600 pixels", async () => {
      await inNarrowWindow({ width: 600, height: 1000 }, async () => {
        await askNetwork();
        await scrollToNetwork();
        await doesNotScrollSideways();
        await ui.screenshot("what-if-network-narrow");
      });
    });

    it("says what to do as long as inference was not recorded, and in one line why a file cannot tell it", async () => {
      await openGap("net-training.safetensors", "features.bn1");
      await choose("net-trained");
      await answerIsDrawn();
      assert.match(
        await ui.text("webview", '[data-part="inference-wanted"]'),
        /normscope\.capture\(model\.eval\(\), batch, "inference\.safetensors"\)/,
      );
      await ui.evaluate("webview", () => document.querySelector('[data-part="inference-wanted"]')!.scrollIntoView());
      await ui.screenshot("what-if-network-wanted");
      await choose("wide-captured", "choose-inference");
      await failed(
        /^wide-captured\.safetensors: holds no 'features\.bn1', which was captured in training; it holds wide$/,
      );
      await ui.evaluate("webview", () => document.querySelector('[data-part="network"]')!.scrollIntoView());
      await ui.screenshot("what-if-network-failed");
      await choose("net-inference", "choose-inference");
      await networkIsDrawn();
    });

    it("tells how far it has come, and ends when cancelled", async () => {
      for (const mode of ["training", "inference"]) writeLarge(`large-${mode}.safetensors`, "features.bn1");
      await openGap("large-training.safetensors", "features.bn1");
      await choose("net-trained");
      await answerIsDrawn();
      const cancelling = ui.evaluate("webview", async () => {
        for (;;) {
          const place = document.querySelector('[data-part="network"] [data-part="asked"]');
          const told = place?.querySelector('[data-part="progress"]')?.textContent ?? "";
          if (told.endsWith(" % read")) {
            place!.querySelector<HTMLElement>('[data-action="cancel"]')!.click();
            return told;
          }
          await new Promise((done) => setTimeout(done, 5));
        }
      });
      await choose("large-inference", "choose-inference");
      assert.match(await cancelling, /^\d+(\.\d+)? % read$/);
      await failed(/^Cancelled\.$/);
      for (const mode of ["training", "inference"]) rmSync(workspaceFile(`large-${mode}.safetensors`).fsPath);
    });

    it("gives the same numbers as a table", async () => {
      await askNetwork();
      await ui.click("webview", '[data-action="table-view"]');
      await ui.waitFor("webview", '[data-figure="network"][data-drawn="table"] table');
      assert.deepEqual(
        await ui.texts("webview", '[data-figure="network"] tbody tr td:first-child'),
        [1, 2, 3, 4, 5].map((i) => `features.bn${i}`),
      );
    });
  });

  it("says in one line why a checkpoint cannot tell it, tries again, and takes another", async () => {
    await openGap("digits-cnn", "bn2");
    await choose("other-net");
    await failed(/^other-net\.safetensors: holds no batch norm 'bn2' with running statistics; it holds features\.1$/);
    await ui.screenshot("what-if-gap-failed");
    writeFileSync(workspaceFile("other-net.safetensors").fsPath, "damaged");
    await tryAgain();
    await failed(/^other-net\.safetensors: (?!holds no)/);
    writeSafetensors("other-net.safetensors", batchNorm("bn2", 8));
    await tryAgain();
    await failed(/bn2: the activations have 16 channels, but the running mean has 8$/);
    await choose("trained-cnn");
    await answerIsDrawn();
  });
});

/** After ten batches; some channels' statistics are not those of what enters the layer. */
function batchNorm(name: string, channels: number): MadeTensor[] {
  const fill = (of: (c: number) => number, count = channels) => Float32Array.from({ length: count }, (_, c) => of(c));
  const next = noise(7);
  return [
    { name: `${name}.weight`, shape: [channels], values: fill(() => 1 + 0.3 * next()) },
    { name: `${name}.bias`, shape: [channels], values: fill(() => 0) },
    { name: `${name}.running_mean`, shape: [channels], values: fill((c) => (c % 5 === 0 ? 1 : 0.1) * next()) },
    { name: `${name}.running_var`, shape: [channels], values: fill((c) => (c % 7 === 3 ? 4 : 0.4)) },
    { name: `${name}.num_batches_tracked`, shape: [], values: fill(() => 10, 1) },
  ];
}

/**
 * Five batch norms, one behind the other, in both modes: DataParallel's name stands before those of the checkpoint, and the
 * running mean of the second is wrong.
 */
function writeNetwork(): void {
  const [examples, channels] = [64, 8];
  const next = noise(11);
  const captured: Record<"training" | "inference", MadeTensor[]> = { training: [], inference: [] };
  const trained: MadeTensor[] = [];
  let [inTraining, inInference] = [0, 1].map(() => new Float32Array(examples * channels)) as [
    Float32Array,
    Float32Array,
  ];
  inTraining = inTraining.map(() => 1 + 2 * next());
  inInference = inTraining.slice();
  for (let layer = 1; layer <= 5; layer++) {
    const name = `features.bn${layer}`;
    captured.training.push({ name, shape: [examples, channels], values: inTraining });
    captured.inference.push({ name, shape: [examples, channels], values: inInference });
    const of = (c: number) => inTraining.filter((_, i) => i % channels === c);
    const mean = Float32Array.from({ length: channels }, (_, c) => of(c).reduce((sum, x) => sum + x / examples, 0));
    const variance = mean.map((m, c) => of(c).reduce((sum, x) => sum + (x - m) ** 2 / examples, 0));
    const running = mean.map((m) => (layer === 2 ? m + 0.9 : m + 0.03 * next()));
    trained.push(
      { name: `module.${name}.running_mean`, shape: [channels], values: running },
      { name: `module.${name}.running_var`, shape: [channels], values: variance },
    );
    const through = (x: number, i: number, by: Float32Array) => {
      const c = i % channels;
      return 0.5 + 1.2 * ((x - by[c]!) / Math.sqrt(variance[c]!)) + 0.2 * Math.sin(i * layer);
    };
    const before = inTraining;
    inTraining = before.map((x, i) => through(x, i, mean));
    inInference = inInference.map((x, i) => through(x, i, running));
  }
  writeSafetensors("net-training.safetensors", captured.training);
  writeSafetensors("net-inference.safetensors", captured.inference);
  writeSafetensors("net-trained.safetensors", trained);
}

/** 256 MB of zeros, which take no room on the disk. */
function writeLarge(name: string, layer: string): void {
  const shape = [64, 8, 125_000];
  const bytes = shape.reduce((a, b) => a * b, 4);
  const header = Buffer.from(JSON.stringify({ [layer]: { dtype: "F32", shape, data_offsets: [0, bytes] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(workspaceFile(name).fsPath, Buffer.concat([length, header]));
  truncateSync(workspaceFile(name).fsPath, 8 + header.length + bytes);
}

async function askNetwork(): Promise<void> {
  await openGap("net-training.safetensors", "features.bn1");
  await choose("net-trained");
  await answerIsDrawn();
  await choose("net-inference", "choose-inference");
  await networkIsDrawn();
}

async function networkIsDrawn(): Promise<void> {
  await ui.waitFor("webview", '[data-figure="network"][data-drawn="plot"] .plot-container', { state: "attached" });
}

async function scrollToNetwork(): Promise<void> {
  await ui.evaluate("webview", () => document.querySelector('[data-figure="network"]')!.scrollIntoView());
  await ui.waitFor("webview", '[data-figure="network"] .plot-container');
}

function networkTitle(): Promise<string> {
  return ui.text("webview", '[data-figure="network"] h3');
}

async function openGap(file: string, layer: string): Promise<void> {
  await vscode.commands.executeCommand("normscope.profile", workspaceFile(file));
  await ui.waitFor("webview", '[data-state="ready"]');
  await ui.click("webview", `[data-layer="${layer}"]`);
  await ui.click("webview", '[data-tab="gap"]');
}

async function askGap(): Promise<void> {
  await openGap("digits-cnn", "bn2");
  await choose("trained-cnn");
  await answerIsDrawn();
}

/**
 * Clicks the button that is there, and picks a file of the workspace; again where the list has closed, as it does when
 * the focus comes back late from the one before.
 */
async function choose(name: string, action = "choose-checkpoint"): Promise<void> {
  const row = `.quick-input-list .monaco-list-row:has-text("${name}.safetensors"):visible`;
  await until(async () => {
    if ((await ui.count("workbench", ".quick-input-widget:visible")) === 0) {
      await ui.click("webview", `[data-action="${action}"]:visible`);
      await until(async () => (await ui.count("workbench", row)) > 0, "files are listed", 3000).catch(() => {});
      await ui.type(name);
    }
    return (await ui.count("workbench", row.replace(".monaco-list-row", ".monaco-list-row.focused"))) > 0;
  }, `${name} is offered`);
  await ui.press("Enter");
}

async function answerIsDrawn(): Promise<void> {
  await ui.waitFor("webview", '[data-figure="gap"][data-drawn="plot"] .plot-container');
}

function tryAgain(): Promise<void> {
  return ui.click("webview", '[data-part="gap"] [data-action="retry"]');
}

async function failed(expected: RegExp): Promise<void> {
  const message = '[data-part="asked"] [data-part="message"]:visible';
  await ui.waitFor("webview", message);
  await until(async () => expected.test(await ui.text("webview", message)), `it says ${expected}`);
}

async function tell(part: string, value: string): Promise<void> {
  await ui.fill("webview", `[data-part="${part}"]`, value);
  await ui.press("Tab");
}

function title(): Promise<string> {
  return ui.text("webview", '[data-figure="gap"] h3');
}

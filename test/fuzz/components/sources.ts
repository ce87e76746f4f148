import { readFileSync } from "node:fs";
import { checkParsed } from "../../../src/analysis/checking/checkSource";
import { modelFacts } from "../../../src/analysis/model/modelFacts";
import { decodePython } from "../../../src/check/decodePython";
import { notebookPython } from "../../../src/check/notebook";
import { placeFindings } from "../../../src/check/placeFindings";
import { openRunnable } from "../../../src/readers/onnx/openRunnable";
import { pythonParser } from "../../unit/analysis/pythonParser";
import { utf8 } from "../../unit/readers/bytes";
import { memorySource } from "../../unit/readers/memorySource";
import type { Component, Input } from "../component";
import { mutateBytes } from "../mutations/mutateBytes";
import { mutateJson } from "../mutations/mutateJson";
import { sampleFiles } from "../sampleFiles";
import { hold, holdLine, toldOr } from "../told";

/** Notebooks as the check reads them: cells become one text, and findings go back to their cells. */
const notebook: Component = {
  name: "notebook",
  samples: async () => [
    ...sampleFiles(["test/fixtures/notebooks"], /\.ipynb$/),
    { name: "cells.ipynb", bytes: utf8(JSON.stringify(CELLS)) },
  ],
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ bytes }) =>
    toldOr(async () => {
      const read = notebookPython(decodePython(bytes).text);
      if (!read) return;
      const lines = read.text.split("\n").length;
      for (const { number, firstLine } of read.cells)
        hold(number >= 1 && firstLine < lines, "a cell's place", [number, firstLine, lines]);
      const file = (await pythonParser()).parse(read.text);
      if (!file) return;
      const found = checkParsed(file, undefined, modelFacts(file), "notebook");
      for (const { at } of placeFindings(read.text, found, read.cells, () => null)) {
        hold(at.line >= 1 && at.column >= 1 && at.cell !== null, "a finding's place", at);
      }
      file.dispose();
    }),
};

const CELLS = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title\n"] },
    {
      cell_type: "code",
      metadata: {},
      outputs: [],
      execution_count: 1,
      source: [
        "%matplotlib inline\n",
        "import torch.nn as nn\n",
        "class Net(nn.Module):\n",
        "    def __init__(self):\n",
        "        self.bn = [nn.BatchNorm2d(8, eps=0)]\n",
      ],
    },
    { cell_type: "code", metadata: {}, outputs: [], execution_count: 2, source: "net = Net()\nnet.eval\n" },
  ],
  ...{
    metadata: { kernelspec: { language: "python" }, language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  },
};

/** Python as bytes: encodings and what declares them. */
const sources: Component = {
  name: "sources",
  samples: async () =>
    ["media/examples/model.py", "media/examples/capture.py", "test/fixtures/running/make.py"].flatMap((path) => {
      try {
        const bytes = new Uint8Array(readFileSync(path));
        return [
          { name: "x.py", bytes },
          { name: "x.py", bytes: utf8(`# -*- coding: latin-1 -*-\n${Buffer.from(bytes).toString("latin1")}`) },
          { name: "x.py", bytes: utf8(`\ufeff${Buffer.from(bytes).toString("utf8")}`) },
        ];
      } catch {
        return [];
      }
    }),
  mutate: ({ bytes }, _, random) => mutateBytes(bytes, random),
  run: ({ bytes }) =>
    toldOr(() => {
      const { text, encode } = decodePython(bytes);
      hold(Buffer.from(encode(text)).equals(Buffer.from(bytes)), "a text is not written as it was read");
    }),
};

/** Models that are to be run: what they want to be fed with, and where their normalizations are. */
const runnable: Component = {
  name: "onnx-runnable",
  samples: async () => sampleFiles(["test/fixtures/models/onnx", "test/fixtures/onnx"], /\.onnx$/),
  mutate: ({ bytes }, _, random) => mutateBytes(bytes, random),
  run: ({ name, bytes }: Input) =>
    toldOr(async () => {
      const { inputs, norms } = await openRunnable(memorySource(bytes), name, async () =>
        memorySource(new Uint8Array(64)),
      );
      for (const input of inputs)
        hold(typeof input.name === "string" && typeof input.type === "string", "an input", input);
      for (const norm of norms) hold(typeof norm.declared.name === "string", "a normalization", norm);
      holdLine(name);
    }, `${name}: `),
};

export const sourceFiles: readonly Component[] = [notebook, sources, runnable];

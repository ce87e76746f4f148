const { dirname } = require("node:path");
const vscode = require("vscode");
const { startKernel } = require("./kernel.js");
const { createOutputs, itemsOf } = require("./outputs.js");

/**
 * A notebook controller on a real ipykernel of the Python in NORMSCOPE_PYTHON, one kernel a notebook, started by its
 * first cell; none where the variable is unset. What is returned is the part of the Jupyter extension's public API that
 * Normscope uses. Tests put other functions in its place.
 */
function activate(context) {
  const python = process.env.NORMSCOPE_PYTHON;
  const kernels = new Map();
  if (python) context.subscriptions.push(...control(python, kernels));
  return {
    kernels: {
      async getKernel(uri) {
        const kernel = kernels.get(uri.toString());
        return kernel && publicKernel(kernel);
      },
    },
  };
}

function control(python, kernels) {
  const controller = vscode.notebooks.createNotebookController("real-ipykernel", "jupyter-notebook", "Real ipykernel");
  const outputs = createOutputs(controller);
  let order = 0;
  controller.supportedLanguages = ["python"];
  controller.supportsExecutionOrder = true;
  controller.interruptHandler = (notebook) => kernels.get(notebook.uri.toString())?.interrupt();
  controller.executeHandler = async (cells, notebook) => {
    const key = notebook.uri.toString();
    const kernel = kernels.get(key) ?? startKernel(python, dirname(notebook.uri.fsPath));
    kernels.set(key, kernel);
    for (const cell of cells) {
      const execution = controller.createNotebookCellExecution(cell);
      outputs.running.set(cell, execution);
      execution.executionOrder = ++order;
      execution.start(Date.now());
      await execution.clearOutput();
      let failed = false;
      let last = Promise.resolve();
      const onMessage = (message) => {
        failed ||= message.type === "error";
        last = last.then(() => outputs.show(cell, message));
      };
      await kernel.execute(cell.document.getText(), onMessage).catch((error) => {
        failed = true;
        last = last.then(() =>
          outputs.show(cell, { type: "error", content: { ename: "Kernel", evalue: error.message, traceback: [] } }),
        );
      });
      await last;
      outputs.running.delete(cell);
      execution.end(!failed, Date.now());
      if (failed) break;
    }
  };
  const stop = (key) => {
    kernels.get(key)?.stop();
    kernels.delete(key);
  };
  return [
    controller,
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => stop(uri.toString())),
    { dispose: () => [...kernels.keys()].forEach(stop) },
  ];
}

function publicKernel(kernel) {
  return {
    language: "python",
    get status() {
      return kernel.busy ? "busy" : "idle";
    },
    async *executeCode(code, token) {
      const arrived = [];
      let wake = () => {};
      let done = false;
      token.onCancellationRequested(() => {
        done = true;
        wake();
      });
      const onMessage = ({ type, content }) => {
        arrived.push({ items: itemsOf(type, content) });
        wake();
      };
      const ended = kernel.execute(code, onMessage, { quiet: true });
      const end = () => {
        done = true;
        wake();
      };
      ended.then(end, end);
      while (!done || arrived.length > 0) {
        if (arrived.length > 0) yield arrived.shift();
        else
          await new Promise((resolve) => {
            wake = resolve;
          });
      }
      if (!token.isCancellationRequested) await ended;
    },
  };
}

module.exports = { activate };

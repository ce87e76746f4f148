const vscode = require("vscode");

/** What a cell's outputs become as the kernel's messages arrive; those of one display id are renewed wherever they are. */
function createOutputs(controller) {
  /** Display id to the outputs that show it. @type {Map<string, {cell: vscode.NotebookCell, output: vscode.NotebookCellOutput}[]>} */
  const displays = new Map();
  /** Cell to its execution. */
  const running = new Map();

  /** A cell that is done is opened again for as long as its output is renewed, as the Jupyter extension does. */
  async function renew({ cell, output }, items) {
    const execution = running.get(cell);
    if (execution) return await execution.replaceOutputItems(items, output);
    const again = controller.createNotebookCellExecution(cell);
    again.executionOrder = cell.executionSummary?.executionOrder;
    again.start(cell.executionSummary?.timing?.startTime);
    await again.replaceOutputItems(items, output);
    again.end(cell.executionSummary?.success, cell.executionSummary?.timing?.endTime);
  }

  async function show(cell, { type, content }) {
    const execution = running.get(cell);
    if (type === "clear_output") return await execution.clearOutput();
    const id = content.transient?.display_id;
    const items = itemsOf(type, content);
    if (type === "update_display_data") {
      for (const place of displays.get(id) ?? []) await renew(place, items);
      return;
    }
    const last = cell.outputs.at(-1);
    if (type === "stream" && last?.metadata?.name === content.name)
      return await execution.appendOutputItems(items, last);
    const metadata = { outputType: type, name: content.name, executionCount: content.execution_count };
    const output = new vscode.NotebookCellOutput(items, metadata);
    if (id) displays.set(id, [...(displays.get(id) ?? []), { cell, output }]);
    await execution.appendOutput(output);
  }

  return { running, show };
}

function itemsOf(type, content) {
  const { NotebookCellOutputItem: Item } = vscode;
  if (type === "stream") return [content.name === "stderr" ? Item.stderr(content.text) : Item.stdout(content.text)];
  if (type === "error") {
    const { ename: name, evalue: message, traceback } = content;
    return [Item.error({ name, message, stack: traceback.join("\n") })];
  }
  return Object.entries(content.data).map(([mime, data]) => {
    if (/[/+]json$/.test(mime)) return Item.json(data, mime);
    const text = Array.isArray(data) ? data.join("") : data;
    return /^image\/(?!svg)/.test(mime) ? new Item(Buffer.from(text, "base64"), mime) : Item.text(text, mime);
  });
}

module.exports = { createOutputs, itemsOf };

/** What a notebook trains with. */
export type Framework = "torch" | "keras" | "flax";

/** Guesses the framework from a notebook's Python: by what it imports, PyTorch where nothing tells. */
export function frameworkOf(python: string): Framework {
  const imports = (modules: string) => new RegExp(`^\\s*(?:import|from)\\s+(?:${modules})\\b`, "m").test(python);
  if (imports("flax")) return "flax";
  // Keras can run on PyTorch, whose modules then do not show up.
  if (imports("keras|tensorflow") && !/\bnn\.Module\b/.test(python)) return "keras";
  return "torch";
}

/** @param folder of the probe's sources on this machine, for pip */
export function probeCell(framework: Framework, folder: string): string {
  return `${CELLS[framework]}\n${installHint(folder)}`;
}

/** The lines for a script, around its training. */
export function probeScript(): string {
  return [
    "import normscope",
    "",
    "with normscope.watch(model, every=10):",
    "    train(model)  # your training",
    "",
  ].join("\n");
}

const CELLS: Readonly<Record<Framework, string>> = {
  torch: [
    "import normscope",
    "",
    "# Train in the next cells: the plot below follows. probe.close() ends the watch.",
    "probe = normscope.watch(model, every=10)",
    "probe",
  ].join("\n"),
  keras: [
    "import normscope",
    "",
    "# model.fit(…, callbacks=[probe]) writes a run, which Normscope's view shows.",
    "probe = normscope.KerasCallback(every=10)",
  ].join("\n"),
  flax: [
    "import normscope",
    "",
    "# Call probe.step() after each training step: the plot below follows. probe.close() ends the watch.",
    "probe = normscope.watch_nnx(model, every=10)",
    "probe",
  ].join("\n"),
};

function installHint(folder: string): string {
  return [
    "",
    "# Kernels that VS Code starts find normscope as it is. In others on this machine:",
    `# %pip install ${JSON.stringify(folder)}`,
  ].join("\n");
}

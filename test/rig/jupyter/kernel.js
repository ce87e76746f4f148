const { spawn } = require("node:child_process");
const { join } = require("node:path");
const { createInterface } = require("node:readline");

/**
 * A real ipykernel behind bridge.py. Like a kernel of the Jupyter extension it inherits the extension host's environment.
 * @param {string} python
 * @param {string} cwd the notebook's folder
 */
function startKernel(python, cwd) {
  const child = spawn(python, [join(__dirname, "bridge.py")], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const running = new Map();
  let lastId = 0;
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.type === "ready") resolve(undefined);
      else running.get(message.id)?.(message);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      for (const tell of [...running.values()]) tell({ type: "died", code });
      reject(new Error(`the kernel ended with exit code ${code}`));
    });
  });
  ready.catch(() => {});
  const send = (request) => child.stdin.write(`${JSON.stringify(request)}\n`);
  return {
    ready,
    get busy() {
      return running.size > 0;
    },
    /** Runs code behind what runs already; resolves when it is done, whether or not it raised an exception. */
    async execute(code, onMessage, { quiet = false } = {}) {
      await ready;
      const id = ++lastId;
      await new Promise((resolve, reject) => {
        running.set(id, (message) => {
          if (message.type === "died") reject(new Error(`the kernel ended with exit code ${message.code}`));
          else if (message.type === "done") resolve(undefined);
          else onMessage(message);
        });
        send({ id, code, quiet });
      }).finally(() => running.delete(id));
    },
    interrupt: () => send({ interrupt: true }),
    stop() {
      child.stdin.end();
      setTimeout(() => child.kill("SIGKILL"), 3000).unref();
    },
  };
}

module.exports = { startKernel };

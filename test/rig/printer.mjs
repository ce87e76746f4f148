import { withSourcePositions } from "./sourcePositions.mjs";

/** Prints tests as they end, and counts them. */
export function printer(print = console.log) {
  const seen = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const failures = [];
  let suite = "";
  /** @type {{passed: number, failed: number} | undefined} */
  let reported;
  /** @param {{type: string} & Record<string, any>} event */
  const event = ({ type, title, depth = 0, milliseconds, message, counts }) => {
    const line = (/** @type {string} */ text) => print(`${"  ".repeat(depth)}${text}`);
    if (type === "suite") {
      suite = title;
      line(title);
    } else if (type === "note") line(title);
    else if (type === "skipped") line(`- ${title} (skipped)`);
    else if (type === "passed") {
      seen.passed++;
      line(`✔ ${title}${milliseconds > 500 ? ` (${(milliseconds / 1000).toFixed(1)} s)` : ""}`);
    } else if (type === "failed") {
      seen.failed++;
      line(`✗ ${title}`);
      const text = withSourcePositions(message).replace(/^/gm, "      ");
      print(text);
      failures.push(`${suite}: ${title}\n${text}`);
    } else if (type === "end") reported = counts;
  };
  return { event, counts: () => ({ seen, reported, failures }) };
}

import { arrayOf, expectVersion, fail, object, oneOf, text, wholeNumber } from "./jsonShape";

/** The notebook output that holds an excerpt of a training run's logs. */
export const RUN_MIME = "application/vnd.normscope.run.v1+json";

const STATES = ["running", "finished", "exception", "stopped"] as const;

/** What the probe shows of a run in a notebook. */
export interface RunOutput {
  readonly version: 1;
  readonly generator: string;
  readonly name: string;
  /** That were logged. */
  readonly steps: number;
  /** Of them, those that are in the excerpt, for some layers or for all. */
  readonly kept: number;
  /** "stopped" is a log that ended before its run did. */
  readonly state: (typeof STATES)[number];
  /** Run logs (docs/run-log.md), one a rank: base64 of zlib-deflated bytes. */
  readonly logs: readonly string[];
}

/**
 * A run's output out of JSON, checked field by field.
 *
 * @param json parsed JSON, from anywhere
 * @throws in one line, where it is none, or of another version
 */
export function parseRunOutput(json: unknown): RunOutput {
  expectVersion(json, 1, "run: it");
  const output = object<RunOutput>({
    version: oneOf([1] as const),
    generator: text,
    name: text,
    steps: wholeNumber,
    kept: wholeNumber,
    state: oneOf(STATES),
    logs: arrayOf(text),
  })(json, "run");
  if (output.kept > output.steps) fail("run.kept", `${output.kept} steps of ${output.steps}`);
  return output;
}

import type { Random } from "../../src/engine/random";
import type { Bytes } from "../unit/readers/bytes";

/** What the product made of an input: it read it, or told in its own words what is wrong with it. */
export type Outcome = "read" | "told";

export interface Input {
  readonly name: string;
  readonly bytes: Bytes;
}

/** A part of the product that reads what comes from outside. */
export interface Component {
  readonly name: string;
  /** Whole inputs, to be damaged; read once. */
  samples(): Promise<readonly Input[]>;
  /** A sample, damaged. */
  mutate(sample: Input, samples: readonly Input[], random: Random): Bytes;
  /** @throws where the product does what it never may, with an error that is not the product's own */
  run(input: Input): Promise<Outcome>;
}

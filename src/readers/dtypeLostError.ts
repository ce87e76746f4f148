import type { Dtype } from "../engine/tensor";

/** The file holds numbers but no longer says of which dtype; asking again with one of `choices` reads it. */
export class DtypeLostError extends Error {
  override readonly name = "DtypeLostError";
  readonly choices: readonly Dtype[];

  constructor(message: string, choices: readonly Dtype[]) {
    super(message);
    this.choices = choices;
  }
}

import { caseOf } from "../fuzz/cases";
import type { Input } from "../fuzz/component";
import { COMPONENTS } from "../fuzz/components";
import { seedsOf } from "../fuzz/seeds";

/** A look at what `npm run fuzz` does for longer, with other seeds: what once went wrong, and the first cases of one seed. */
const SEED = 1;
const CASES = 400;
const MILLISECONDS = 700;

describe("Damaged input is read or refused in one plain line", function () {
  this.timeout(120_000);

  for (const component of COMPONENTS) {
    describe(component.name, () => {
      for (const input of seedsOf(component.name)) {
        it(`as it once was not: ${input.name}`, async () => {
          await component.run(input);
        });
      }

      it(`whatever is changed in it, by --seed ${SEED}`, async () => {
        const samples = await component.samples();
        const until = performance.now() + MILLISECONDS;
        for (let number = 0; number < CASES && performance.now() < until; number++) {
          const input: Input = caseOf(component, samples, SEED, number);
          await component.run(input).catch((error: Error) => {
            throw new Error(`npm run fuzz -- --only ${component.name} --seed ${SEED} --case ${number}`, {
              cause: error,
            });
          });
        }
      });
    });
  }
});

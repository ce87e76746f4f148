import type { Random } from "../random";
import type { Parameter } from "./layers/layer";
import type { Initialization } from "./networkSpec";

/**
 * First values of a linear or convolutional layer: torch.nn.Linear.reset_parameters and torch.nn.Conv2d's
 * (He and others, 2015, with a = √5, which comes to ±1/√inputs), or Gaussian weights without biases.
 */
export function initialize(parameters: readonly Parameter[], initialization: Initialization, random: Random): void {
  const [weight] = parameters;
  const inputs = weight!.shape.slice(1).reduce((product, size) => product * size, 1);
  const bound = 1 / Math.sqrt(inputs);
  for (const { name, values } of parameters) {
    for (let i = 0; i < values.length; i++) {
      if (initialization === "pytorch") values[i] = (2 * random.uniform() - 1) * bound;
      else values[i] = name === "bias" ? 0 : initialization * random.normal();
    }
  }
}

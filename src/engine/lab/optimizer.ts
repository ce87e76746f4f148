import type { Parameter } from "./layers/layer";

/** What updates parameters, as data. Defaults are PyTorch's. */
export type OptimizerSpec =
  | {
      readonly kind: "sgd";
      readonly learningRate: number;
      readonly momentum?: number;
      readonly weightDecay?: number;
    }
  | {
      readonly kind: "adam";
      readonly learningRate: number;
      readonly betas?: readonly [number, number];
      readonly eps?: number;
      readonly weightDecay?: number;
    };

/** Updates the parameters by their gradients. */
export type Step = () => void;

export function createOptimizer(parameters: readonly Parameter[], spec: OptimizerSpec): Step {
  const steps = parameters.map((parameter) => (spec.kind === "sgd" ? sgd(parameter, spec) : adam(parameter, spec)));
  return () => {
    for (const step of steps) step();
  };
}

/** torch.optim.SGD without dampening: v = momentum v + g, θ = θ − rate v. */
function sgd(
  { values, gradient }: Parameter,
  { learningRate, momentum = 0, weightDecay = 0 }: OptimizerSpec & { readonly kind: "sgd" },
): Step {
  const velocity = values.slice().fill(0);
  return () => {
    for (let i = 0; i < values.length; i++) {
      const change = momentum * velocity[i]! + gradient[i]! + weightDecay * values[i]!;
      velocity[i] = change;
      values[i] = values[i]! - learningRate * change;
    }
  };
}

/** torch.optim.Adam (Kingma and Ba, 2015): weight decay joins the gradient, eps stands beside √v corrected. */
function adam(
  { values, gradient }: Parameter,
  {
    learningRate,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    weightDecay = 0,
  }: OptimizerSpec & { readonly kind: "adam" },
): Step {
  const [first, second] = [values.slice().fill(0), values.slice().fill(0)];
  let steps = 0;
  return () => {
    steps++;
    const rate = learningRate / (1 - beta1 ** steps);
    const correction = Math.sqrt(1 - beta2 ** steps);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]! + weightDecay * values[i]!;
      first[i] = beta1 * first[i]! + (1 - beta1) * g;
      second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
      values[i] = values[i]! - (rate * first[i]!) / (Math.sqrt(second[i]!) / correction + eps);
    }
  };
}

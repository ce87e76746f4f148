import type { Configuration, MethodName, Tracked } from "./method";

/** What a person asks for: what is left out gets PyTorch's default. */
export type Request =
  | ({ readonly method: "batch" | "instance" } & Partial<Tracked>)
  | { readonly method: "group"; readonly numGroups: number; readonly channelAxis?: number; readonly eps?: number }
  | { readonly method: "layer"; readonly normalizedShape: readonly number[]; readonly eps?: number }
  | { readonly method: "rms"; readonly normalizedShape: readonly number[]; readonly eps?: number | null };

const EPS = 1e-5;
const MOMENTUM = 0.1;
const CHANNEL_AXIS = 1;

/**
 * Fills in the defaults of torch.nn and checks what can be checked without a tensor. Keras's momentum weighs the
 * old average, so that its default is 0.9 here: the same average.
 *
 * @throws in one line, where a number is out of range
 */
export function configure(request: Request): Configuration {
  switch (request.method) {
    case "batch":
    case "instance":
      return configureTracked(request);
    case "group":
      return {
        method: "group",
        channelAxis: integer("channelAxis", request.channelAxis ?? CHANNEL_AXIS),
        numGroups: positive("numGroups", request.numGroups),
        eps: checkEps(request.eps ?? EPS),
      };
    case "layer":
      return {
        method: "layer",
        normalizedShape: checkShape(request.normalizedShape),
        eps: checkEps(request.eps ?? EPS),
      };
    case "rms":
      return {
        method: "rms",
        normalizedShape: checkShape(request.normalizedShape),
        eps: typeof request.eps === "number" ? checkEps(request.eps) : null,
      };
  }
}

function configureTracked(request: Request & { readonly method: "batch" | "instance" }): Configuration {
  const convention = request.convention ?? "pytorch";
  const usual = convention === "pytorch" ? MOMENTUM : 1 - MOMENTUM;
  return {
    method: request.method,
    channelAxis: integer("channelAxis", request.channelAxis ?? CHANNEL_AXIS),
    eps: checkEps(request.eps ?? EPS),
    training: request.training ?? true,
    momentum: request.momentum === undefined ? usual : checkMomentum(request.momentum),
    convention,
  };
}

/** The configuration as this method's own. */
export function configurationOf<Name extends MethodName>(
  name: Name,
  configuration: Configuration,
): Configuration & { readonly method: Name } {
  if (configuration.method === name) return configuration as Configuration & { readonly method: Name };
  throw new Error(`${name} normalization was given a configuration of ${configuration.method} normalization`);
}

function checkEps(eps: number): number {
  if (eps >= 0 && Number.isFinite(eps)) return eps;
  throw new Error(`eps must be a number from 0 on, but is ${eps}`);
}

function checkMomentum(momentum: number | null): number | null {
  if (momentum === null || (momentum >= 0 && momentum <= 1)) return momentum;
  throw new Error(`momentum must lie between 0 and 1, but is ${momentum}`);
}

function checkShape(shape: readonly number[]): readonly number[] {
  if (shape.length > 0 && shape.every((size) => Number.isInteger(size) && size >= 0)) return shape;
  throw new Error(`normalizedShape must be one or more sizes, but is (${shape.join(", ")})`);
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name} must be a whole number from 1 on, but is ${value}`);
}

function integer(name: string, value: number): number {
  if (Number.isInteger(value)) return value;
  throw new Error(`${name} must be a whole number, but is ${value}`);
}

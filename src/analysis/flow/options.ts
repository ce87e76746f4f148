import { argument, literalArgument } from "./arguments";
import type { GivenArgument } from "./flowFacts";
import { literalIn } from "./values";
import type { Walk } from "./walk";

/** `add_argument("--use-ema", action="store_true", default=True)`: no command line makes it false. */
export function noteOption({ options }: Walk, given: readonly GivenArgument[]): void {
  const stores = /^store_(true|false)$/.exec(`${literalArgument(given, "action", null)}`)?.[1];
  if (!stores || literalArgument(given, "default", null) !== (stores === "true")) return;
  const named = argument(given, "dest", null) ?? given.findLast(({ name }) => name === null)?.value;
  const option = named && literalIn(named);
  if (typeof option === "string") options.set(option.replace(/^-+/, "").replaceAll("-", "_"), stores === "true");
}

/** What `args.use_ema` is, where the command line cannot change it. */
export function optionIn({ options }: Walk, condition: string): boolean | undefined {
  const name = /^\w+\.(\w+)$/.exec(condition)?.[1];
  return name === undefined ? undefined : options.get(name);
}

import { specNamed } from "../frameworks/specs";
import { containerNamed } from "./containers";
import { isShownInside } from "./foreignCall";
import { lookUp } from "./named";
import { itemsByIndex } from "./offsets";
import { either, type Item, type Made, NOTHING, OPEN, type Possible } from "./possible";
import type { Walk } from "./walk";

/** What is under some names in an object. */
export interface Parts {
  readonly of: (name: string) => Possible;
  /** Another package's code puts there what nobody here can see. */
  readonly isForeign: (name: string) => boolean;
}

/** What may be under these names in an object: its attributes, or a container's items. Looks at an object when asked first. */
export function partsOf(walk: Walk, made: Made, names: Iterable<string>): Parts {
  walk.construct(made);
  const indexes = [...names].flatMap((name) => (/^(0|[1-9]\d{0,3})$/.test(name) ? Number(name) : []));
  const byIndex = indexes.length > 0 && made.items.length > 0 ? itemsByIndex(made.items, Math.max(...indexes)) : [];
  const of = (name: string): Possible => {
    const { value, sure } = lookUp(made, name);
    if (sure) return value;
    const items: readonly Item[] = /^(0|[1-9]\d*)$/.test(name) ? (byIndex[Number(name)] ?? []) : [];
    const found = either(NOTHING, value, ...items.map((item) => item.value));
    return isOpen(made) ? either(found, OPEN) : found;
  };
  const foreign = isForeign(made);
  return { of, isForeign: (name) => foreign && !lookUp(made, name).sure };
}

/** Whether there may be more under it than is seen. */
function isOpen(made: Made): boolean {
  return made.open || made.of === null;
}

function isForeign({ of }: Made): boolean {
  if (of?.kind !== "foreign" || containerNamed(of.name) || isShownInside(of.name)) return false;
  const spec = specNamed(of.name);
  if (!spec) return !/^torch\.(?!nn\.|hub\.)/.test(of.name);
  return spec.kind === "transformer" || spec.kind === "attention" || spec.kind === "wrapper";
}

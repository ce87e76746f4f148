import type { Construction, ModelFacts, ModuleClass } from "../model/facts";
import { textAt } from "../model/queries";
import { field } from "../syntax";

/** More is not told apart by anyone. */
const MOST = 64;

/**
 * Dotted names that the layers of one line have in the file's outermost models of PyTorch. None where some name is not
 * known, or there are too many.
 */
export function layerPaths(facts: ModelFacts, layer: Construction): readonly string[] {
  const made = facts.constructions.filter(({ place }) => place.start === layer.place.start);
  const paths = made.map((one) => pathsOf(facts, one, new Set()));
  const all = new Set(paths.flatMap((some) => some ?? []));
  return paths.includes(null) || all.size > MOST ? [] : [...all];
}

/** Null where one is not known. @param inside classes that are being looked at, none of which holds itself */
function pathsOf(facts: ModelFacts, construction: Construction, inside: ReadonlySet<string>): readonly string[] | null {
  const { within, attribute, spec } = construction;
  if (within === null || attribute === null || inside.has(within.name)) return null;
  if (within.framework !== "torch" || (spec && spec.framework !== "torch")) return null;
  if (isCounted(facts, construction) || isInherited(facts, within)) return null;
  const holders = facts.constructions.filter(({ own, within: holder }) => own === within.name && holder !== null);
  if (holders.length === 0) return [attribute];
  const paths: string[] = [];
  for (const holder of holders) {
    const before = pathsOf(facts, holder, new Set([...inside, within.name]));
    if (before === null || paths.length > MOST) return null;
    paths.push(...before.map((path) => `${path}.${attribute}`));
  }
  return paths;
}

/** Whether another class of the file has its layers, too: it may stand elsewhere. */
function isInherited(facts: ModelFacts, { name }: ModuleClass): boolean {
  return facts.classes.some(({ node }) =>
    field(node, "superclasses")?.children.some((base) => textAt(facts, base) === name),
  );
}

/** Whether a loop fills the container that it is in: the code alone does not tell how many places there are before it. */
function isCounted({ constructions }: ModelFacts, { within, attribute, path }: Construction): boolean {
  const root = attribute!.split(".", 1)[0]!;
  const beside = (one: Construction) => one.within === within && one.attribute?.startsWith(`${root}.`);
  const inLoop = ({ path: way }: Pick<Construction, "path">) => way.some(({ loop, unrolled }) => loop && !unrolled);
  return inLoop({ path }) || (root !== attribute && constructions.some((one) => beside(one) && inLoop(one)));
}

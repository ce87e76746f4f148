import { argument } from "../flow/arguments";
import type { CallEvent, FlowFacts, GivenArgument } from "../flow/flowFacts";
import { literalIn, type Value } from "../flow/values";

/**
 * How many examples the data set of a PyTorch loader may have: one size for each split that it may be. Null where the
 * code does not say.
 */
export function dataSetSizes(flow: FlowFacts, { arguments: given }: CallEvent): readonly number[] | null {
  if (argument(given, "sampler", 3)) return null;
  const made = madeBy(flow, argument(given, "dataset", 0));
  if (!made) return null;
  const known = /^torchvision\.datasets\.(\w+\.)?(\w+)$/.exec(made.name);
  if (known) return splitSizes(SPLITS[known[2]!], made.arguments);
  if (!/^torch\.utils\.data\.(dataset\.)?TensorDataset$/.test(made.name)) return null;
  const length = lengthOf(flow, made.arguments.find(({ name }) => name === null)?.value);
  return length === null ? null : [length];
}

/** Examples of a data set's splits: by `train=True`, or by the name of `split`, whose default comes first. */
type Splits = { readonly train: number; readonly test: number } | { readonly splits: Readonly<Record<string, number>> };

const MNIST = { train: 60000, test: 10000 };
const CIFAR = { train: 50000, test: 10000 };

/** Torchvision's data sets as their authors published them. */
const SPLITS: Readonly<Record<string, Splits>> = {
  MNIST,
  FashionMNIST: MNIST,
  KMNIST: MNIST,
  CIFAR10: CIFAR,
  CIFAR100: CIFAR,
  USPS: { train: 7291, test: 2007 },
  SVHN: { splits: { train: 73257, test: 26032, extra: 531131 } },
  STL10: { splits: { train: 5000, test: 8000, unlabeled: 100000, "train+unlabeled": 105000 } },
};

function splitSizes(known: Splits | undefined, given: readonly GivenArgument[]): readonly number[] | null {
  if (!known) return null;
  const split = argument(given, "train" in known ? "train" : "split", 1);
  const chosen = split && literalIn(split);
  if ("train" in known) {
    if (split && typeof chosen !== "boolean") return [known.train, known.test];
    return [chosen === false ? known.test : known.train];
  }
  const [first] = Object.values(known.splits);
  if (!split) return [first!];
  const size = typeof chosen === "string" && Object.hasOwn(known.splits, chosen) ? known.splits[chosen] : undefined;
  return size === undefined ? null : [size];
}

/** The first size of a tensor or array that was made of literal sizes, of a list, or of another such. */
function lengthOf(flow: FlowFacts, value: Value | undefined, depth = 0): number | null {
  const [list, more] = value?.things ?? [];
  if (list?.kind === "list" && !more) return list.whole && !value!.open ? list.items.length : null;
  const made = madeBy(flow, value);
  if (!made || depth > 3 || isReshaped(flow, made.id)) return null;
  const { arguments: given, name } = made;
  if (COPIES.test(name)) return lengthOf(flow, given[0]?.value, depth + 1);
  const shape = shapeOf(given, name);
  const [first] = shape?.things ?? [];
  const size = first?.kind === "list" ? first.items[0] : shape;
  const length = size && literalIn(size);
  return typeof length === "number" && Number.isInteger(length) ? length : null;
}

const COPIES = /^torch\.(from_numpy|tensor|as_tensor|Tensor|FloatTensor|LongTensor)$|^numpy\.(array|asarray)$/;

/** The argument that is a shape, or its first size. */
function shapeOf(given: readonly GivenArgument[], name: string): Value | undefined {
  if (/^torch\.(randn|rand|zeros|ones|empty)$|^numpy\.random\.randn?$/.test(name)) return argument(given, "size", 0);
  if (/^numpy\.(zeros|ones|empty)$/.test(name)) return argument(given, "shape", 0);
  if (!/^(torch|numpy\.random)\.randint$|^numpy\.random\.(normal|uniform)$/.test(name)) return undefined;
  return given.find((one) => one.name === "size" || one.value.things[0]?.kind === "list")?.value;
}

/** Something puts its values in another shape, and is taken for the same tensor. */
function isReshaped(flow: FlowFacts, id: number): boolean {
  return flow.events.some(
    (event) =>
      event.kind === "call" &&
      /^\.(view|reshape|unsqueeze|squeeze|expand|repeat)$/.test(event.name) &&
      event.receiver?.things.some((thing) => thing.kind === "made" && thing.call === id),
  );
}

/** The call that something surely came from. */
function madeBy(flow: FlowFacts, value: Value | undefined): CallEvent | undefined {
  const [thing, more] = value?.things ?? [];
  if (!value || value.open || more || thing?.kind !== "made") return undefined;
  return flow.events.find((event): event is CallEvent => event.kind === "call" && event.id === thing.call);
}

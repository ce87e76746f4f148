import { itemsOf, type PickleValue } from "../pickle/pickleValue";

/** The shape of a tensor that is listed only: what is no size is left out, because no values will show it wrong. */
export function listedSizes(value: PickleValue | undefined): readonly number[] {
  return itemsOf(value).filter((size): size is number => Number.isSafeInteger(size) && (size as number) >= 0);
}

/** A copy of a map, by its keys: entries are arrays that are made on the way. `new Map(map)` takes half as long again. */
export function copyMap<Key, Value>(map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  const copy = new Map<Key, Value>();
  for (const key of map.keys()) copy.set(key, map.get(key)!);
  return copy;
}

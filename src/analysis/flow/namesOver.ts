/**
 * A map that begins as another one and changes for itself alone, without a copy: a file has thousands of names, and most
 * functions change none of them. The other map must stay as it is.
 */
export function namesOver<Value>(base: ReadonlyMap<string, Value>): Map<string, Value> {
  return new NamesOver(base);
}

class NamesOver<Value> extends Map<string, Value> {
  readonly #base: ReadonlyMap<string, Value>;
  readonly #gone = new Set<string>();

  constructor(base: ReadonlyMap<string, Value>) {
    super();
    this.#base = base;
  }

  override get(name: string): Value | undefined {
    if (super.has(name)) return super.get(name);
    return this.#gone.has(name) ? undefined : this.#base.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || (!this.#gone.has(name) && this.#base.has(name));
  }

  override delete(name: string): boolean {
    const had = this.has(name);
    super.delete(name);
    if (this.#base.has(name)) this.#gone.add(name);
    return had;
  }

  override get size(): number {
    let size = super.size;
    for (const name of this.#base.keys()) if (!super.has(name) && !this.#gone.has(name)) size++;
    return size;
  }

  override *keys(): MapIterator<string> {
    for (const name of this.#base.keys()) if (super.has(name) || !this.#gone.has(name)) yield name;
    for (const name of super.keys()) if (!this.#base.has(name)) yield name;
  }

  override *entries(): MapIterator<[string, Value]> {
    for (const name of this.keys()) yield [name, this.get(name)!];
  }

  override *values(): MapIterator<Value> {
    for (const name of this.keys()) yield this.get(name)!;
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }
}

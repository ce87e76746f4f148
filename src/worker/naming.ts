/** Does some work, of whose errors the message begins with `place`. */
export function naming<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`);
  }
}

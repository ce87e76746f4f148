import type { PartsRequest, SummedParts } from "../protocol/engineApi";

/** Other threads would each have to be given the whole file. */
export interface Threads {
  readonly count: number;
  sum(thread: number, request: PartsRequest): Promise<SummedParts>;
  end(): void;
}

export function createThreads(_script: string, _count: number): Threads {
  return {
    count: 0,
    sum: () => Promise.reject(new Error("the browser has no thread to share the work with")),
    end() {},
  };
}

export function otherThreads(): number {
  return 0;
}

import { parseStoredRuns, type StoredRun, storedRunsToJson } from "../../protocol/storedLab";
import { readStored, writeStored } from "./storedText";

/** Keeps the lab's runs on disk, for when the window is loaded again. */
export interface LabStore {
  /** What was kept last; nothing where that cannot be read, or another version has trained it. */
  read(): Promise<readonly StoredRun[]>;
  save(runs: readonly StoredRun[]): void;
  /** When all that was to be saved is. */
  settled(): Promise<void>;
}

/**
 * @param folder absolute path, made where there is none
 * @param generator who trains: other versions' networks may be others
 * @param failed is told why something could not be kept
 */
export function labStore(folder: string, generator: string, failed: (message: string) => void): LabStore {
  let next: string | null = null;
  let writing = Promise.resolve();
  /** The latest alone: what came while another was written. */
  const write = async () => {
    const json = next;
    next = null;
    if (json !== null) await writeStored(folder, FILE, json);
  };
  return {
    async read() {
      try {
        const json = await readStored(folder, FILE);
        return json === null ? [] : parseStoredRuns(json).filter(({ plan }) => plan.generator === generator);
      } catch (error) {
        failed((error as Error).message);
        return [];
      }
    },
    save(runs) {
      next = storedRunsToJson(runs);
      writing = writing.then(write).catch((error: Error) => failed(error.message));
    },
    settled: () => writing,
  };
}

const FILE = "lab.json";

import type { Task } from "./protocol";
import type { Side } from "./side";
import { openSide, type SideName } from "./sides";

/** The sides that take part: started once, asked for one task after the other, left out where they cannot. */
export interface Team {
  /** What every side said of itself, or why it is missing. */
  readonly about: ReadonlyMap<SideName, string>;
  /** Prepares the sides that can do the task, and returns them with the runs they offer. */
  prepare(task: Task, names: readonly SideName[]): Promise<Map<SideName, { side: Side; runs: readonly string[] }>>;
  drop(): Promise<void>;
  end(): void;
}

/** @param say told in one line what goes wrong */
export async function openTeam(names: readonly SideName[], say: (line: string) => void): Promise<Team> {
  const about = new Map<SideName, string>();
  const sides = new Map<SideName, Side>();
  for (const name of names) {
    try {
      const side = await openSide(name);
      sides.set(name, side);
      about.set(name, side.about);
    } catch (error) {
      about.set(name, `left out: ${(error as Error).message}`);
      say(`${name}: ${about.get(name)}`);
    }
  }
  return {
    about,
    async prepare(task, wanted) {
      const prepared = new Map<SideName, { side: Side; runs: readonly string[] }>();
      for (const name of wanted) {
        const side = sides.get(name);
        if (!side) continue;
        try {
          prepared.set(name, { side, runs: await side.prepare(task) });
        } catch (error) {
          say(`${name} cannot do ${task.op}: ${(error as Error).message}`);
        }
      }
      return prepared;
    },
    async drop() {
      for (const side of sides.values()) await side.drop().catch(() => {});
    },
    end() {
      for (const side of sides.values()) side.end();
    },
  };
}

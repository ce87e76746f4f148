/** One turn on the way through the code: which arm of a branch, or that it is inside a loop. */
export interface Step {
  /** Tells apart the branches and loops of one run through the code. */
  readonly id: number;
  /** Of a branch; 0 in a loop. */
  readonly arm: number;
  readonly loop: boolean;
  /** Of a loop over items that are known: each has a run of its own, so that what stands in it is passed once. */
  readonly unrolled?: boolean;
  /** What must hold in this arm, as it is written; null where that is not one expression. */
  readonly condition: string | null;
}

/** The way to a place in the code, from the outside in. */
export type Path = readonly Step[];

/** Whether no single run can pass both places: arms of one branch, or conditions that contradict each other. */
export function exclusive(a: Path, b: Path): boolean {
  return a.some((one) =>
    b.some(
      (other) =>
        !one.loop &&
        !other.loop &&
        (one.id === other.id ? one.arm !== other.arm : contradict(one.condition, other.condition)),
    ),
  );
}

/** Whether everything that passes `inner` passes `outer` too. */
export function covers(outer: Path, inner: Path): boolean {
  return outer.every((step) => step.loop || inner.some(({ id, arm }) => id === step.id && arm === step.arm));
}

/** The part of a path that lies inside another. */
export function inside(path: Path, outer: Path): Path {
  let shared = 0;
  while (shared < outer.length && path[shared]?.id === outer[shared]!.id && path[shared]?.arm === outer[shared]!.arm) {
    shared++;
  }
  return path.slice(shared);
}

/** `not x` for `x`, and the other way round. */
export function negated(condition: string | null): string | null {
  if (condition === null) return null;
  return condition.startsWith("not ") ? condition.slice(4) : `not ${condition}`;
}

function contradict(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  if (negated(a) === b) return true;
  const [one, other] = [comparison(a), comparison(b)];
  if (!one || !other || one.name !== other.name) return false;
  if (one.operator === other.operator) return one.operator === "==" && one.value !== other.value;
  return one.value === other.value;
}

/** `name == literal`, `name is None` and their opposites. */
function comparison(text: string): { name: string; operator: "==" | "!="; value: string } | null {
  const opposite = text.startsWith("not ");
  const match = /^([\w.]+)\s*(==|!=|is not|is)\s*('[^']*'|"[^"]*"|-?[\d.]+|None|True|False)$/.exec(
    opposite ? text.slice(4) : text,
  );
  if (!match) return null;
  const same = (match[2] === "==" || match[2] === "is") !== opposite;
  return { name: match[1]!, operator: same ? "==" : "!=", value: match[3]!.replaceAll('"', "'") };
}

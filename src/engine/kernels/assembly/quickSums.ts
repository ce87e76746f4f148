import { addColumns32 } from "./columns32";
import { addColumns64 } from "./columns64";
import { BFLOAT16, FLOAT16, FLOAT32, INT16, UINT16 } from "./decode";
import { clearSums, sumsOf, takeSums } from "./laneSums";
import { add, get, N, PIVOT } from "./profileState";
import { addRun } from "./quickRuns";
import { countFloat32 } from "./tables";

// The power sums of a slab in float32 lanes; parameters as in ./slab.ts.

/** Of values of a kind that ./decode.ts knows; those of two bytes need a table. */
export function sumRuns(
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  c: i32,
  left: i32,
  lanes: usize,
  table: usize,
  kind: i32,
): void {
  clearSums(lanes, channels);
  if (kind == FLOAT16) sumAs(FLOAT16, true, state, channels, inner, values, count, c, left, lanes, table);
  else if (kind == BFLOAT16) sumAs(BFLOAT16, true, state, channels, inner, values, count, c, left, lanes, table);
  else if (kind == INT16) sumAs(INT16, true, state, channels, inner, values, count, c, left, lanes, table);
  else if (kind == UINT16) sumAs(UINT16, true, state, channels, inner, values, count, c, left, lanes, table);
  else if (table) sumAs(FLOAT32, true, state, channels, inner, values, count, c, left, lanes, table);
  else sumAs(FLOAT32, false, state, channels, inner, values, count, c, left, lanes, 0);
  takeSums(lanes, state, channels);
}

// @ts-ignore: decorator
@inline
function sumAs(
  kind: i32,
  counted: bool,
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  first: i32,
  left: i32,
  lanes: usize,
  table: usize,
): void {
  let c = first;
  let p = values;
  let run = min(left, count);
  for (let rest = count; rest > 0; ) {
    addRun(sumsOf(lanes, c), <f32>get(state, channels, PIVOT, c), kind, p, run, table, counted);
    add(state, channels, N, c, <f64>run);
    p += <usize>run << (kind == FLOAT32 ? 2 : 1);
    rest -= run;
    run = min(inner, rest);
    c = c + 1 == channels ? 0 : c + 1;
  }
}

/** Of channels that lie side by side. */
export function sumColumns32(
  state: usize,
  channels: i32,
  values: usize,
  count: i32,
  c: i32,
  lanes: usize,
  table: usize,
): void {
  let p = values;
  let rest = count;
  if (c > 0) {
    const part = min(channels - c, rest);
    if (table) countFloat32(p, part, table);
    addColumns64<f32>(state, channels, c, c + part, p, 1, 0);
    p += <usize>part << 2;
    rest -= part;
  }
  const rows = rest / channels;
  if (rows > 0) {
    if (table) addColumns32(state, channels, p, rows, lanes, table, true);
    else addColumns32(state, channels, p, rows, lanes, 0, false);
    p += <usize>(rows * channels) << 2;
    rest -= rows * channels;
  }
  if (rest > 0) {
    if (table) countFloat32(p, rest, table);
    addColumns64<f32>(state, channels, 0, rest, p, 1, 0);
  }
}

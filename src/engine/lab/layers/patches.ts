import type { Values } from "../../kernels/normKernels";

/** How square windows go over images of channels x height x width. */
export interface Windows {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** Windows down and across. */
  readonly rows: number;
  readonly columns: number;
}

/** @throws where no window fits the image */
export function windowsOver(
  [channels, height, width]: readonly number[],
  kernel: number,
  stride: number,
  padding: number,
): Windows {
  if (channels === undefined || height === undefined || width === undefined) {
    throw new Error("expected images of channels, rows and columns, but an example has fewer axes");
  }
  const along = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const windows = { channels, height, width, kernel, stride, padding, rows: along(height), columns: along(width) };
  if (windows.rows >= 1 && windows.columns >= 1) return windows;
  throw new Error(`a window of ${kernel} x ${kernel} does not fit an image of ${height} x ${width}`);
}

/** One image's windows: `into` gets a row a value of the window (channel, down, across), a column a window. */
export function gatherRows(image: Values, windows: Windows, into: Values): void {
  const places = windows.rows * windows.columns;
  visit(windows, (value, place, at) => {
    into[value * places + place] = at < 0 ? 0 : image[at]!;
  });
}

/** The same transposed: a row a window. */
export function gatherColumns(image: Values, windows: Windows, into: Values): void {
  const values = windows.channels * windows.kernel ** 2;
  visit(windows, (value, place, at) => {
    into[place * values + value] = at < 0 ? 0 : image[at]!;
  });
}

/** Adds rows as gatherRows has them back to where they were taken from. */
export function scatterRows(rows: Values, windows: Windows, image: Values): void {
  const places = windows.rows * windows.columns;
  visit(windows, (value, place, at) => {
    if (at >= 0) image[at]! += rows[value * places + place]!;
  });
}

/** @param meet is told a value of the window, the window, and the place in the image, -1 in the padding */
function visit(windows: Windows, meet: (value: number, place: number, at: number) => void): void {
  const { channels, height, width, kernel, stride, padding, rows, columns } = windows;
  let value = 0;
  for (let c = 0; c < channels; c++) {
    for (let down = 0; down < kernel; down++) {
      for (let across = 0; across < kernel; across++, value++) {
        for (let r = 0; r < rows; r++) {
          const y = r * stride + down - padding;
          const start = y >= 0 && y < height ? (c * height + y) * width : -1;
          for (let column = 0; column < columns; column++) {
            const x = column * stride + across - padding;
            meet(value, r * columns + column, start >= 0 && x >= 0 && x < width ? start + x : -1);
          }
        }
      }
    }
  }
}

type Pointer = number;
type Layout = [outer: number, channels: number, inner: number, from: number, to: number];
type Rows = [rows: number, channels: number, inner: number, groups: number];

type ChannelMoments = (x: Pointer, ...rest: [...Layout, mean: Pointer, variance: Pointer, low: Pointer]) => void;
type ApplyChannels = (
  x: Pointer,
  y: Pointer,
  ...rest: [...Layout, mean: Pointer, scale: Pointer, shift: Pointer, scratch: Pointer]
) => void;
type ChannelGradientSums = (
  x: Pointer,
  g: Pointer,
  ...rest: [...Layout, mean: Pointer, grad: Pointer, gradX: Pointer]
) => void;
type ApplyChannelGradients = (
  x: Pointer,
  g: Pointer,
  z: Pointer,
  ...rest: [...Layout, mean: Pointer, a: Pointer, b: Pointer, d: Pointer, scratch: Pointer]
) => void;
type NormalizeRows = (
  x: Pointer,
  y: Pointer,
  ...rest: [...Rows, weight: Pointer, bias: Pointer, eps: number, centred: number, mean: Pointer, invStd: Pointer]
) => void;
type RowGradients = (
  x: Pointer,
  g: Pointer,
  z: Pointer,
  ...rest: [
    ...Rows,
    weight: Pointer,
    centred: number,
    mean: Pointer,
    invStd: Pointer,
    gradWeight: Pointer,
    gradBias: Pointer,
    scratch: Pointer,
  ]
) => void;

/** The exports of assembly/norms.ts, and the summaries. A pointer of 0 stands for nothing. */
export interface NormExports {
  summarize32(state: Pointer, lanes: Pointer, values: Pointer, count: number): void;
  summarize64(state: Pointer, values: Pointer, count: number): void;
  readonly channelMoments32: ChannelMoments;
  readonly channelMoments64: ChannelMoments;
  readonly applyChannels32: ApplyChannels;
  readonly applyChannels64: ApplyChannels;
  readonly channelGradientSums32: ChannelGradientSums;
  readonly channelGradientSums64: ChannelGradientSums;
  readonly applyChannelGradients32: ApplyChannelGradients;
  readonly applyChannelGradients64: ApplyChannelGradients;
  readonly normalizeRows32: NormalizeRows;
  readonly normalizeRows64: NormalizeRows;
  readonly rowGradients32: RowGradients;
  readonly rowGradients64: RowGradients;
}

import { applyChannelGradientsOf, applyChannelsOf, channelGradientSumsOf, channelMomentsOf } from "./normChannels";
import { rowGradientsOf } from "./normRowGradients";
import { normalizeRowsOf } from "./normRows";

// Exports cannot be generic: every function of the norms for float32 and for float64.

export function channelMoments32(
  x: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  variance: usize,
  low: usize,
): void {
  channelMomentsOf<f32>(x, outer, channels, inner, from, to, mean, variance, low);
}

export function channelMoments64(
  x: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  variance: usize,
  low: usize,
): void {
  channelMomentsOf<f64>(x, outer, channels, inner, from, to, mean, variance, low);
}

export function applyChannels32(
  x: usize,
  y: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  scale: usize,
  shift: usize,
  scratch: usize,
): void {
  applyChannelsOf<f32>(x, y, outer, channels, inner, from, to, mean, scale, shift, scratch);
}

export function applyChannels64(
  x: usize,
  y: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  scale: usize,
  shift: usize,
  scratch: usize,
): void {
  applyChannelsOf<f64>(x, y, outer, channels, inner, from, to, mean, scale, shift, scratch);
}

export function channelGradientSums32(
  x: usize,
  g: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  grad: usize,
  gradX: usize,
): void {
  channelGradientSumsOf<f32>(x, g, outer, channels, inner, from, to, mean, grad, gradX);
}

export function channelGradientSums64(
  x: usize,
  g: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  grad: usize,
  gradX: usize,
): void {
  channelGradientSumsOf<f64>(x, g, outer, channels, inner, from, to, mean, grad, gradX);
}

export function applyChannelGradients32(
  x: usize,
  g: usize,
  z: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  a: usize,
  b: usize,
  d: usize,
  scratch: usize,
): void {
  applyChannelGradientsOf<f32>(x, g, z, outer, channels, inner, from, to, mean, a, b, d, scratch);
}

export function applyChannelGradients64(
  x: usize,
  g: usize,
  z: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  a: usize,
  b: usize,
  d: usize,
  scratch: usize,
): void {
  applyChannelGradientsOf<f64>(x, g, z, outer, channels, inner, from, to, mean, a, b, d, scratch);
}

export function normalizeRows32(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  bias: usize,
  eps: f64,
  centred: bool,
  mean: usize,
  invStd: usize,
): void {
  normalizeRowsOf<f32>(x, y, rows, channels, inner, groups, weight, bias, eps, centred, mean, invStd);
}

export function normalizeRows64(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  bias: usize,
  eps: f64,
  centred: bool,
  mean: usize,
  invStd: usize,
): void {
  normalizeRowsOf<f64>(x, y, rows, channels, inner, groups, weight, bias, eps, centred, mean, invStd);
}

export function rowGradients32(
  x: usize,
  g: usize,
  z: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  centred: bool,
  mean: usize,
  invStd: usize,
  gradWeight: usize,
  gradBias: usize,
  scratch: usize,
): void {
  rowGradientsOf<f32>(x, g, z, rows, channels, inner, groups, weight, centred, mean, invStd, gradWeight, gradBias, scratch);
}

export function rowGradients64(
  x: usize,
  g: usize,
  z: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  centred: bool,
  mean: usize,
  invStd: usize,
  gradWeight: usize,
  gradBias: usize,
  scratch: usize,
): void {
  rowGradientsOf<f64>(x, g, z, rows, channels, inner, groups, weight, centred, mean, invStd, gradWeight, gradBias, scratch);
}

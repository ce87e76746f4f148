import type { Profile } from "./profile";
import { mergeBuckets } from "./statistics/buckets";
import { type ChannelSums, mergeChannelSums } from "./statistics/channelSums";
import { wholeMoments } from "./statistics/moments";
import { mergePlaces, type Places } from "./statistics/places";
import { elementCount } from "./tensor";

/**
 * Adds a tensor's profile to another's as if it stood behind it along the first axis, as batches do; the memory of both
 * becomes part of the result. Where the axes of channels differ in size, all values belong together from then on.
 * Channels do not lie along the first axis.
 *
 * @throws where the dtypes differ
 */
export function appendProfile(first: Profile, next: Profile): Profile {
  if (next.dtype !== first.dtype) throw new Error(`dtype ${next.dtype}, but ${first.dtype} before`);
  const alike = sameChannels(first, next);
  const [one, other] = alike ? [first, next] : [withoutChannels(first), withoutChannels(next)];
  mergeChannelSums(one.channels, other.channels);
  return {
    dtype: one.dtype,
    shape: appendedShape(one.shape, other.shape),
    channelAxis: one.channelAxis,
    valuesPerChannel: one.valuesPerChannel + other.valuesPerChannel,
    channels: one.channels,
    places: mergePlaces(one.places, behind(other.places, elementCount(one.shape))),
    buckets: mergeBuckets(one.buckets, other.buckets),
    subnormal: one.subnormal + other.subnormal,
  };
}

function sameChannels(one: Profile, other: Profile): boolean {
  return one.channelAxis === other.channelAxis && one.channels.zero.length === other.channels.zero.length;
}

/** Of a number, how often it came; of tensors that differ in other axes, how many values there are. */
function appendedShape(one: readonly number[], other: readonly number[]): readonly number[] {
  const alike = one.length === other.length && one.every((size, axis) => axis === 0 || size === other[axis]);
  if (alike && one.length > 0) return [one[0]! + other[0]!, ...one.slice(1)];
  return [elementCount(one) + elementCount(other)];
}

function behind(places: Readonly<Places>, values: number): Places {
  const moved = (index: number | null) => (index === null ? null : index + values);
  return {
    ...places,
    argmin: moved(places.argmin),
    argmax: moved(places.argmax),
    firstNonFinite: moved(places.firstNonFinite),
  };
}

function withoutChannels(profile: Profile): Profile {
  if (profile.channelAxis === null) return profile;
  const values = elementCount(profile.shape);
  return { ...profile, channelAxis: null, valuesPerChannel: values, channels: joined(profile.channels) };
}

function joined({ moments, min, max, zero, nonFinite }: ChannelSums): ChannelSums {
  const sum = (values: Float64Array) => Float64Array.of(values.reduce((total, value) => total + value, 0));
  return {
    moments: wholeMoments(moments),
    min: Float64Array.of(min.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)),
    max: Float64Array.of(max.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)),
    zero: sum(zero),
    nonFinite: sum(nonFinite),
  };
}

import type { Population } from "./population";

/**
 * How many independent values the values of one example amount to, by channel: the variance of values over that of
 * example means, both without bias. It is 1 where an example has one value, the number of its values where these are
 * independent, and infinite where all examples have the same mean (Kish 1965, "Survey Sampling": cluster samples).
 */
export function effectiveSizes({ examples, channels, outputMean, variance, scale }: Population): Float64Array {
  return Float64Array.from(channels, (_, c) => {
    let squares = 0;
    for (let n = 0; n < examples; n++) squares += outputMean[n * channels.length + c]! ** 2;
    const ofMeans = squares / (examples - 1);
    return variance[c]! / scale[c]! ** 2 / ofMeans + 1 / examples;
  });
}

/** The number that all channels together act as: noise adds as squares, so the small ones count most. NaN of none. */
export function togetherEffective(sizes: Float64Array): number {
  return sizes.length / sizes.reduce((sum, size) => sum + 1 / size, 0);
}

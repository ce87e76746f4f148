import type { Summing } from "../engine/kernels/profileKernels";
import { partsOf, sumParts } from "../engine/profile";
import type { ChannelSums } from "../engine/statistics/channelSums";
import type { PartsRequest, SummedParts } from "../protocol/engineApi";
import { withTensors } from "./tensorFile";

/** Sums some parts of a tensor for another thread. */
export function sumPartsOfFile(request: PartsRequest, summing: Summing): Promise<SummedParts> {
  return withTensors(request.file, async (tensors) => {
    const tensor = tensors[request.tensor]!;
    const channels: ChannelSums[] = [];
    const whole = await sumParts(tensor, partsOf(tensor, request.channelAxis), request.parts, summing, {
      onPart: (_, sums) => channels.push(sums),
    });
    return { channels, whole };
  });
}

import type { Dtype, Tensor } from "../../engine/tensor";
import type { ByteSource } from "../byteSource";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import type { Inflate } from "../zip/inflateRaw";
import { readZipDirectory } from "../zip/zipDirectory";
import { zipMemberRun } from "../zip/zipMemberRun";
import { openNpy } from "./openNpy";

/**
 * Opens a NumPy archive (.npz: a zip of .npy members, stored or deflated). A tensor's name is its member's without
 * `.npy`. Throws, naming `label` and the member, for what `readZipDirectory` and `openNpy` refuse and for members
 * that are not .npy. Damage within values is found by their checksum when they are streamed.
 */
export async function openNpz(
  source: ByteSource,
  label: string,
  inflate: Inflate,
  assumed: Dtype | undefined,
): Promise<readonly Tensor[]> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  if (head[0] !== 0x50 || head[1] !== 0x4b) throw new Error(`${label}: not a .npz file: ${looksLike(head)}`);
  const tensors: Tensor[] = [];
  for (const member of await readZipDirectory(source, label)) {
    const memberLabel = `${label}: ${quoteName(member.name)}`;
    const name = /^(.*)\.npy$/s.exec(member.name)?.[1];
    if (name === undefined) throw new Error(`${memberLabel}: not a .npy member, and a .npz file holds nothing else`);
    const run = await zipMemberRun(source, member, memberLabel, inflate);
    tensors.push(...(await openNpy(run, name, memberLabel, assumed)));
  }
  return tensors;
}

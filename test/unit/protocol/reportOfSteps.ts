import { profileTwin } from "../../../src/engine/kernels/profileTwin";
import { addStep, finishLayer, startLayer } from "../../../src/engine/layer";
import { profileTensor } from "../../../src/engine/profile";
import type { Report } from "../../../src/engine/report";
import { tensorOf } from "../engine/inMemory";

/** A report of one layer, whose steps are tensors of shape [1, values.length]. */
export async function reportOfSteps(steps: readonly (readonly number[])[]): Promise<Report> {
  const profiles = await Promise.all(
    steps.map((values) => profileTensor(tensorOf(values, [1, values.length]), 1, profileTwin)),
  );
  const layer = startLayer(profiles[0]!, 1);
  for (const [i, profile] of profiles.slice(1).entries()) addStep(layer, profile, i + 2);
  return {
    version: 1,
    generator: "normscope test",
    source: { kind: "folder", name: "steps" },
    partial: false,
    coverage: 1,
    layers: [finishLayer("layer", "", layer, { momentum: 0.1, convention: "pytorch" })],
    norms: [],
    findings: [],
    execution: null,
  };
}

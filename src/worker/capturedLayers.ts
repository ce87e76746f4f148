import { basename } from "node:path";
import { chooseChannelAxis, parameterAxis } from "../engine/layout";
import { findLayer } from "../engine/norms/wrappedNames";
import type { Captured, CapturedRequest } from "../protocol/engineApi";
import { quoteName } from "../readers/quoteName";
import { findRuns } from "./findRuns";
import { layerName } from "./layerName";
import { lastFiles } from "./steps";
import { withTensors } from "./tensorFile";

/**
 * Which of some layers the last steps of runs hold activations of. Reads nothing but the headers of a few files.
 *
 * @throws in one line that names the file
 */
export async function capturedLayers({ paths, assumeDtype, channelAxis, layers }: CapturedRequest): Promise<Captured> {
  const { runs, logs } = await findRuns(paths);
  const found: Captured["layers"][number][] = [];
  for (const { name: run, files } of runs) {
    const shapes = new Map<string, readonly number[]>();
    for (const step of lastFiles(files)) {
      const file = { path: step.path, name: quoteName(basename(step.path)), assumeDtype };
      await withTensors(file, async (tensors) => {
        for (const tensor of tensors) {
          if (parameterAxis(tensor.name, tensor.shape) === undefined)
            shapes.set(layerName(tensor, step, file.name), tensor.shape);
        }
      });
    }
    for (const layer of new Set(layers.flatMap((asked) => possibleLayers([...shapes.keys()], asked)))) {
      const shape = shapes.get(layer)!;
      found.push({ run, layer, examples: shape[0] ?? 0, channels: channelsOf(shape, channelAxis) });
    }
  }
  return { layers: found, logs: logs.length };
}

/**
 * A name may be that of a part, which stands elsewhere in the model, too: where others end like it, it could be any of them.
 */
function possibleLayers(names: readonly string[], asked: string): readonly string[] {
  const found = findLayer(names, asked);
  return found === null ? [] : [found, ...names.filter((name) => name.endsWith(`.${asked}`))];
}

function channelsOf(shape: readonly number[], asked: number | undefined): number | null {
  const axis = chooseChannelAxis(shape, asked);
  return axis === null ? null : shape[axis]!;
}

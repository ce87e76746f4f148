import * as vscode from "vscode";
import type { ImportsThread } from "../importsThread";
import type { ModulePathsAt } from "../modulePaths";
import type { LatestMeasured } from "./latest";
import { rangeOf } from "./lines";
import { modulesOf } from "./placedModules";

export function createModulePathsAt(latest: LatestMeasured, thread: ImportsThread): ModulePathsAt {
  return async (requests, document, position) => {
    const root = vscode.workspace.getWorkspaceFolder(document.uri)?.uri;
    if (!root || document.uri.scheme !== "file") return null;
    const paths = new Set<string>();
    let isKnown = false;
    for (const request of requests) {
      const measured = await latest.of(request).catch(() => null);
      const found = measured && (await thread.places(root, modulesOf(measured))?.catch(() => null));
      for (const [i, place] of found?.places.entries() ?? []) {
        if (place.kind !== "exact") continue;
        isKnown = true;
        const isHere = vscode.Uri.joinPath(root, place.at.file).toString() === document.uri.toString();
        if (isHere && rangeOf({ at: place.at }).contains(position)) paths.add(measured!.layers[i]!.path);
      }
    }
    return isKnown ? [...paths] : null;
  };
}

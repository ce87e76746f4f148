import { basename, dirname, join } from "node:path";
import { openRunnable, type RunnableModel } from "../../readers/onnx/openRunnable";
import { quoteName } from "../../readers/quoteName";
import { createOpenFiles, type OpenFiles } from "../openFiles";
import { checkSize, type LoadedModel, loadModel } from "./modelBytes";

/** A model that was opened, as long as its files are. */
export interface OpenedModel {
  readonly path: string;
  /** What messages call it. */
  readonly label: string;
  readonly model: RunnableModel;
  load(): Promise<LoadedModel>;
}

/** Opens a model for as long as `use` takes. @throws in one line that names the file */
export async function withModel<T>(path: string, use: (opened: OpenedModel) => Promise<T>): Promise<T> {
  const label = quoteName(basename(path));
  const files: OpenFiles = createOpenFiles();
  const folder = dirname(path);
  try {
    const source = await files.open(path).catch((error: Error) => {
      throw new Error(`${label}: cannot be opened (${error.message})`);
    });
    checkSize(source, label);
    const model = await openRunnable(source, label, (sibling) => files.open(join(folder, sibling)));
    const load = () => loadModel(source, { paths: model.externalFiles, folder, files, label });
    return await use({ path, label, model, load });
  } finally {
    await files.close();
  }
}

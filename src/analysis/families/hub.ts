import type { ModelCall, ModelKind } from "./kind";
import { textNamed } from "./texts";
import { timmNamed } from "./timm";
import { torchvisionNamed } from "./torchvision";
import { UNKNOWN } from "./unknown";

/** What "torch.hub.load" brings: the models of torchvision's and timm's repositories, and those of others as unknown. */
export function hubModel(qualified: string, { texts, keywords }: ModelCall): ModelKind | null {
  if (qualified !== "torch.hub.load") return null;
  const repository = textNamed(texts, "repo_or_dir", 0)?.replace(/:.*$/s, "") ?? "";
  const model = textNamed(texts, "model", textNamed(texts, "repo_or_dir", -1) === null ? 1 : 0) ?? "";
  // A folder of one's own may hold anything, whatever its name.
  if (texts.some(({ name, text }) => name === "source" && text !== "github")) return UNKNOWN;
  // The names of repository and model are no weights.
  const call: ModelCall = { texts: texts.filter(({ name }) => name !== null), keywords };
  if (repository === "pytorch/vision") return torchvisionNamed(model, call) ?? UNKNOWN;
  if (/^(?:rwightman|huggingface)\/pytorch-image-models$/.test(repository)) return timmNamed(model, call) ?? UNKNOWN;
  return UNKNOWN;
}

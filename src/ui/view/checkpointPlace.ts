import { cleanName, shortName } from "../figures/safeText";
import { h } from "./h";

/** Where it asks for the file that holds running statistics, and says which was chosen. */
export interface CheckpointPlace {
  /** In the figure's place, as long as there is none. */
  readonly wanted: HTMLElement;
  /** Among the controls. */
  readonly chosen: HTMLElement;
  /** @param isWanted whether to ask for one */
  readonly show: (checkpoint: string | null, isWanted: boolean) => void;
}

export function checkpointPlace(choose: () => void): CheckpointPlace {
  const button = (text: string, kind: string) =>
    h("button", { type: "button", class: kind, "data-action": "choose-checkpoint", onclick: choose }, text);
  const name = h("strong", { "data-part": "checkpoint" });
  const wanted = h(
    "div",
    { class: "notice", "data-part": "checkpoint-wanted" },
    h("h2", {}, "Does this layer do in inference what it does in training?"),
    h(
      "p",
      {},
      "In inference, batch norm uses the running statistics that training has left, which these activations do not tell. " +
        "Choose the checkpoint that holds the layer by the same name.",
    ),
    button("Choose Checkpoint…", ""),
  );
  return {
    wanted,
    chosen: h("span", { class: "picker" }, "running statistics of", name, button("Choose another…", "link")),
    show(checkpoint, isWanted) {
      wanted.hidden = !isWanted;
      const file = checkpoint?.split(/[\\/]/).at(-1) ?? "";
      name.textContent = shortName(file, 40);
      name.title = cleanName(checkpoint ?? "");
    },
  };
}

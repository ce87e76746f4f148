import { h } from "./h";

/** A button between plots and their tables. */
export interface TableToggle {
  readonly element: HTMLElement;
  readonly show: (asTable: boolean) => void;
}

/** Its label says where it leads: a button that is pressed, too, would say two things. */
export function tableToggle(change: (asTable: boolean) => void, action = "table-view"): TableToggle {
  let tables = false;
  const element = h("button", {
    type: "button",
    class: "link",
    "data-action": action,
    onclick: () => change(!tables),
  });
  return {
    element,
    show: (asTable) => {
      tables = asTable;
      element.textContent = tables ? "Plot view" : "Table view";
    },
  };
}

/** Where VS Code serves a screen reader, tables come first, until a person chooses plots. */
export function tablesFirst(): boolean {
  return document.body.classList.contains("vscode-using-screen-reader");
}

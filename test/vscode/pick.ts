import { ui } from "./ui";

/** Chooses in VS Code's list. What the hover tells of a row that the mouse was left over would lie upon others. */
export async function pick(label: string): Promise<void> {
  await ui.moveMouse(0, 0);
  await ui.click("workbench", `.quick-input-widget .monaco-list-row:has-text("${label}")`);
}

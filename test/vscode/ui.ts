/** Where to look: VS Code's own window, or the latest visible webview, panel or notebook output alike. */
export type Frame = "workbench" | "webview";

export interface PointerOptions {
  readonly button?: "left" | "right" | "middle";
  readonly clickCount?: number;
  readonly modifiers?: readonly ("Alt" | "Control" | "ControlOrMeta" | "Meta" | "Shift")[];
  readonly position?: { readonly x: number; readonly y: number };
  readonly force?: boolean;
  /** Milliseconds for which the button is held down. */
  readonly delay?: number;
  readonly timeout?: number;
}

export interface WaitOptions {
  readonly state?: "attached" | "detached" | "visible" | "hidden";
  readonly timeout?: number;
}

export interface Media {
  readonly reducedMotion?: "reduce" | "no-preference" | null;
  readonly colorScheme?: "light" | "dark" | null;
  readonly forcedColors?: "active" | "none" | null;
}

/** What axe-core found in a frame. */
export interface Accessibility {
  /** Ids of the rules that applied, and at how many places they held. */
  readonly checks: readonly string[];
  readonly places: number;
  /** What a person would have to look at. */
  readonly unclear: readonly string[];
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly places: readonly string[] }[];
}

/** The window that VS Code is shown in. Selectors are Playwright's; the first match is meant. */
export const ui = {
  click: (frame: Frame, selector: string, options?: PointerOptions) =>
    call<void>("click", { frame, selector, options }),
  hover: (frame: Frame, selector: string, options?: PointerOptions) =>
    call<void>("hover", { frame, selector, options }),
  focus: (frame: Frame, selector: string) => call<void>("focus", { frame, selector }),
  fill: (frame: Frame, selector: string, value: string) => call<void>("fill", { frame, selector, value }),
  /** Presses a key such as `Control+Shift+P` where the focus is. */
  press: (key: string) => call<void>("press", { key }),
  type: (value: string) => call<void>("type", { value }),
  moveMouse: (x: number, y: number) => call<void>("moveMouse", { x, y }),
  text: (frame: Frame, selector: string) => call<string>("text", { frame, selector }),
  texts: (frame: Frame, selector: string) => call<string[]>("texts", { frame, selector }),
  count: (frame: Frame, selector: string) => call<number>("count", { frame, selector }),
  attribute: (frame: Frame, selector: string, name: string) =>
    call<string | null>("attribute", { frame, selector, name }),
  box: (frame: Frame, selector: string) =>
    call<{ x: number; y: number; width: number; height: number } | null>("box", { frame, selector }),
  waitFor: (frame: Frame, selector: string, options?: WaitOptions) =>
    call<void>("waitFor", { frame, selector, options }),
  /** Runs a function in a frame. It is sent as text: it sees its argument and the frame's globals, nothing else. */
  evaluate: <A, R>(frame: Frame, compute: (argument: A) => R | Promise<R>, argument?: A) =>
    call<R>("evaluate", { frame, source: compute.toString(), argument }),
  resize: (width: number, height: number) => call<void>("resize", { width, height }),
  emulateMedia: (media: Media) => call<void>("emulateMedia", { media }),
  /** Has axe-core look at a frame. @param run its options */
  checkAccessibility: (frame: Frame, options: { readonly within?: string; readonly run?: object } = {}) =>
    call<Accessibility>("checkAccessibility", { frame, options }),
  /** What was logged as an error in the window and its frames since the last call. */
  takeConsoleErrors: () => call<string[]>("takeConsoleErrors", {}),
  /** What the window and its frames hold after all garbage was collected: bytes of JavaScript, elements and texts, listeners. */
  memory: () => call<{ heap: number; nodes: number; listeners: number }>("memory", {}),
  /** Addresses that the window and its frames have asked for since the last call. */
  takeRequests: () => call<string[]>("takeRequests", {}),
  /** Writes screenshots/NAME.png. */
  screenshot: (name: string) => call<string>("screenshot", { name }),
};

/** Tells the driver what the suite does; the title of a "note" is printed. */
export const tell = (event: Record<string, unknown>) => call<void>("event", event);

async function call<T>(name: string, args: Record<string, unknown>): Promise<T> {
  const driver = process.env.NORMSCOPE_DRIVER;
  if (!driver) throw new Error("NORMSCOPE_DRIVER is unset: run these tests with `npm run test:vscode`.");
  const response = await fetch(`${driver}${name}`, { method: "POST", body: JSON.stringify(args) });
  if (!response.ok) throw new Error(`The driver answered ${response.status} to ${name}.`);
  const answer: { value?: T; error?: string } = await response.json();
  if (answer.error !== undefined) throw new Error(`${name} ${JSON.stringify(args)}: ${answer.error}`);
  return answer.value as T;
}

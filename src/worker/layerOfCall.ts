/** The layer that a tensor was captured at: what is captured at its second call is named "layer#2". */
export function layerOfCall(name: string): string {
  return name.replace(/#\d+$/, "");
}

/** The rules on code that may explain what was measured, by the measured finding's code. */
export const CAUSES: Readonly<Record<string, readonly string[]>> = {
  NRM902: ["NRM101", "NRM104", "NRM602", "NRM605", "NRM701", "NRM702"],
  NRM903: ["NRM206", "NRM207"],
  NRM910: ["NRM105", "NRM106"],
  NRM920: ["NRM102", "NRM105", "NRM206", "NRM403", "NRM501", "NRM502", "NRM801"],
  NRM921: ["NRM206", "NRM207"],
  NRM922: ["NRM401", "NRM402", "NRM403"],
  NRM923: ["NRM401"],
  NRM924: ["NRM101", "NRM102", "NRM104", "NRM105", "NRM106"],
  NRM925: ["NRM205", "NRM401"],
};

const PLAIN_NAME = /^[^/\\:\p{Cc}]+$/u;
const DOTS = /^\.+$/;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Whether a name from a file names a file of the same folder, and can name nothing else on any system. */
export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name) && !DOTS.test(name) && !WINDOWS_DEVICE.test(name);
}

/** Whether a path from a file, plain names joined by "/", stays below the file's folder. */
export function isPlainPath(path: string): boolean {
  return path.split("/").every(isPlainName);
}

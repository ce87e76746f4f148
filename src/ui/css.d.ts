declare module "*.css" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: esbuild's text loader exports the file's text so.
  export default text;
}

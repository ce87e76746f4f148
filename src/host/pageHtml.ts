/**
 * The document of a webview: an empty `<main id="normscope">` and one script. It may load and ask for nothing: scripts
 * are those with the nonce, and what these import; there is no style but what scripts set, and bold text.
 *
 * @param nonce another one for each document
 */
export function pageHtml({ script, title, nonce }: { script: string; title: string; nonce: string }): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${pagePolicy(nonce)}">
  <title>${title}</title>
</head>
<body>
  <main id="normscope"></main>
  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** Of the empty text: Plotly adds style elements that are empty, and fills them by script. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Of `font-weight:bold`, which Plotly makes of <b> in the texts of figures: the only style that markup may have. */
const BOLD = "'sha256-wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU='";

/** What a page may do. `default-src` leaves out where bases, forms and frames lead, or says it of frames only by the way. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${EMPTY_STYLE}`,
    `style-src-attr 'unsafe-hashes' ${BOLD}`,
    // Plotly draws heat maps as data, and makes PNGs of what it has drawn by way of blobs.
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
  ].join("; ");
}

/** All test files of this folder, one after the other; see esbuild.js. */
declare module "tests:web" {}

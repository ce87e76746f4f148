import type { Component } from "./component";
import { code } from "./components/code";
import { codeCache } from "./components/codeCache";
import { edits } from "./components/edits";
import { images } from "./components/images";
import { logFiles } from "./components/logFiles";
import { pageMessages } from "./components/pageMessages";
import { payloads } from "./components/payloads";
import { settings } from "./components/settings";
import { sourceFiles } from "./components/sources";
import { tensorFiles } from "./components/tensorFiles";

/** Everything of the product that reads what comes from outside. */
export const COMPONENTS: readonly Component[] = [
  ...tensorFiles,
  ...logFiles,
  images,
  ...payloads,
  pageMessages,
  ...settings,
  codeCache,
  ...sourceFiles,
  code,
  edits,
];

/// <reference path="../../../src/engine/kernels/kernelsModules.d.ts" />
import { bytes as relaxed } from "kernels:relaxed";
import { serve } from "../serve";
import { prepareFile } from "./file";
import { prepareNorm } from "./norm";
import { prepareProfile } from "./profile";

const { node, v8 } = process.versions;
const build = WebAssembly.validate(relaxed()) ? "relaxed" : "plain";

void serve({ about: `Normscope's kernels, ${build} SIMD; Node ${node}, V8 ${v8}` }, (task) => {
  if (task.op === "profile") return prepareProfile(task);
  return task.op === "file" ? prepareFile(task) : prepareNorm(task);
});

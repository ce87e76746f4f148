import assert from "node:assert/strict";
import { zeros } from "./bytes";
import { openContents } from "./memorySource";

describe("A model file that is known but not read says what to do", () => {
  for (const name of ["saved_model.pb", "m.TFLITE", "m.mlmodel", "m.pdparams", "manifest.ocdbt"]) {
    it(name, () =>
      assert.rejects(openContents(name, zeros(4)), /^Error: [\w.]+: by its name it is a .*(convert|save) the/),
    );
  }
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { globTest } from "../../../../src/worker/onnx/chooseTensors";
import { explained } from "../../../../src/worker/onnx/explain";
import { exposing } from "../../../../src/worker/onnx/exposing";
import { planPasses } from "../../../../src/worker/onnx/passes";
import { concat } from "../../readers/bytes";
import { field } from "../../readers/protobuf/protobufBytes";

describe("Passes over a model", () => {
  it("hand every tensor out once, in order, in no more bytes than are meant, or leave it out", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 60 }), (sizes, most) => {
        const tensors = sizes.map((bytes, i) => ({ name: `t${i}`, bytes }));
        const { passes, tooLarge } = planPasses(tensors, most);
        const left = tensors.filter(({ bytes }) => bytes > most);
        assert.deepEqual(tooLarge, left);
        assert.deepEqual(
          passes.flat(),
          tensors.filter(({ bytes }) => bytes <= most).map(({ name }) => name),
        );
        for (const pass of passes) {
          assert.ok(pass.length > 0);
          const bytes = pass.reduce((sum, name) => sum + tensors.find((tensor) => tensor.name === name)!.bytes, 0);
          assert.ok(bytes <= most);
        }
      }),
    );
  });

  it("ask for tensors by a second graph behind the model", () => {
    const long = "ü".repeat(100);
    const expected = field(
      7,
      concat(
        field(1, concat(field(1, "a"), field(2, "shape of a"), field(4, "Shape"))),
        field(12, field(1, long)),
        field(12, field(1, "shape of a")),
      ),
    );
    assert.deepEqual(exposing({ values: [long], shapes: [["a", "shape of a"]] }), expected);
  });
});

describe("A pattern of names", () => {
  const cases: [glob: string, name: string, fits: boolean][] = [
    ["layer1.*", "layer1.0.bn1 (input)", true],
    ["layer1.*", "layer10", false],
    ["*bn?*", "layer1.0.bn1 (input)", true],
    ["/conv+1/Conv_output_0", "/conv+1/Conv_output_0", true],
    ["bn1", "layer1.0.bn1", false],
    ["*", "a\nb", true],
  ];
  for (const [glob, name, fits] of cases) {
    it(`${JSON.stringify(glob)} ${fits ? "fits" : "does not fit"} ${JSON.stringify(name)}`, () => {
      assert.equal(globTest(glob)(name), fits);
    });
  }
});

describe("What ONNX Runtime says", () => {
  const cases: [what: string, says: unknown, line: string][] = [
    [
      "no kernel",
      new Error(
        "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Foo(12) node with name 'n\n1'",
      ),
      "the operator Foo of version 12, which node 'n\ufffd1' needs, is not available",
    ],
    [
      "no operator of a domain",
      new Error("Fatal error: com.acme:Sorcery(-1) is not a registered function/op"),
      "the operator Sorcery of com.acme is not available",
    ],
    [
      "a newer version",
      new Error("Unsupported model IR version: 99, max supported IR version: 13"),
      "the model's IR version is 99, but at most 13 is read",
    ],
    [
      "no memory",
      new Error("std::bad_alloc"),
      "its memory of 4 GiB does not suffice: fewer examples at a time, or a smaller model, may do",
    ],
    ["a number", 12345, "its memory of 4 GiB does not suffice: fewer examples at a time, or a smaller model, may do"],
    [
      "something else",
      new Error("failed. ERROR_CODE: 2, ERROR_MESSAGE: Got invalid\n dimensions"),
      "Got invalid dimensions",
    ],
  ];
  for (const [what, says, line] of cases) {
    it(`is one line: ${what}`, () => assert.equal(explained(says, "m.onnx", "R").message, `m.onnx: R: ${line}`));
  }
});

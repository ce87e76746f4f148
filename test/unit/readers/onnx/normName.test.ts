import assert from "node:assert/strict";
import { normName } from "../../../../src/readers/onnx/normName";

describe("A layer is called by the names of its parameters", () => {
  const cases: readonly (readonly [names: string, expected: string | null])[] = [
    ["layer1.0.bn1.weight layer1.0.bn1.bias layer1.0.bn1.running_mean layer1.0.bn1.running_var", "layer1.0.bn1"],
    ["model.norm.weight", "model.norm"],
    ["bn1.running_mean bn1.running_var", "bn1"],
    ["conv1/bn_scale_0 conv1/bn_bias_0", "conv1/bn"],
    ["gpu_0/res_conv1_bn_s_0 gpu_0/res_conv1_bn_b_0 gpu_0/res_conv1_bn_riv_0", "gpu_0/res_conv1_bn"],
    ["bn1_weight bn1_bias", "bn1"],
    ["block/bn/gamma/read:0 block/bn/moving_mean/read:0", "block/bn"],
    ["a/bn/ReadVariableOp:0 a/bn/ReadVariableOp_1:0", "a/bn"],
    ["block/bn/gamma/read:0 beta", null],
    ["running_mean running_var", null],
    ["model.layers.0.norm.weight model.zeros", null],
    ["weight", null],
    ["1 2 3 4", null],
    ["onnx::Mul_71 onnx::Add_72", null],
    ["val_68 val_70", null],
    ["", null],
  ];
  for (const [names, expected] of cases) {
    it(names, () => assert.equal(normName(names.split(" ")), expected));
  }
  it("no names", () => assert.equal(normName([]), null));
});

import assert from "node:assert/strict";
import type { ModelKind, Text } from "../../../../src/analysis/families/kind";
import { modelKind } from "../../../../src/analysis/families/modelKind";

/** A call by the name of what is called, its string literals ("name=text" for keywords), and all its keywords. */
type Case = readonly [
  qualified: string,
  texts: readonly string[],
  keywords: readonly string[] | null,
  kind: string | null,
  why: string,
];

/** Kinds are written as "batchNorm dropout mode framework". */
const CASES: readonly Case[] = [
  ["torchvision.models.resnet50", [], [], "yes no train torch", "the function itself"],
  ["torchvision.models.resnet.resnet50", ["weights=DEFAULT"], ["weights"], "yes no train torch", "its own module"],
  ["torchvision.models.resnet50", [], ["norm_layer"], "unknown no train torch", "another norm may be chosen"],
  ["torchvision.models.vgg16", [], ["dropout"], "no unknown train torch", "another rate may be chosen"],
  ["torchvision.models.get_model", ["VGG16_BN"], [], "yes yes train torch", "names are lower case for get_model"],
  ["torchvision.models.get_model", [], [], "unknown unknown train torch", "a name that is made elsewhere"],
  ["torchvision.models.ResNet", [], [], null, "a class takes blocks of one's own"],
  ["torchvision.models.list_models", [], [], null, "no model"],
  ["torchvision.transforms.Resize", [], [], null, "no model"],
  ["torchvision.models.detection.fasterrcnn_resnet50_fpn", [], [], "no no train torch", "the backbone's are frozen"],
  ["torchvision.models.detection.fasterrcnn_resnet50_fpn", [], null, "unknown no train torch", "may have no weights"],
  ["torchvision.models.detection.maskrcnn_resnet50_fpn_v2", [], null, "yes no train torch", "is trained with them"],

  ["timm.create_model", ["resnet50.a1_in1k"], [], "yes no train torch", "a tag says where weights come from"],
  ["timm.create_model", ["model_name=hf_hub:timm/convnext_tiny.fb_in1k"], [], "no no train torch", "from the hub"],
  ["timm.create_model", ["resnet50"], ["drop_rate"], "yes unknown train torch", "a rate may be chosen"],
  ["timm.create_model", ["resnet50"], null, "yes unknown train torch", "keywords are not known"],
  ["timm.create_model", ["resnet50", "norm_layer=groupnorm"], null, "unknown unknown train torch", "another norm"],
  ["timm.create_model", ["resnet50_gn"], [], "no no train torch", "a variant with group norm"],
  ["timm.create_model", ["resnet50_evos"], [], "unknown no train torch", "a variant with a norm that is not known"],
  ["timm.create_model", ["hf_hub:someone/resnet50"], [], "unknown unknown unknown torch", "anyone's model"],
  ["timm.create_model", ["efficientnet_b1_pruned"], [], "yes no unknown torch", "is left in evaluation mode in part"],
  ["timm.models.resnet.resnet50", [], [], "yes no train torch", "an entry point"],
  ["timm.models.resnet.ResNet", [], [], null, "a class takes blocks of one's own"],
  ["timm.data.create_transform", [], [], null, "no model"],

  ["torch.hub.load", ["pytorch/vision:v0.10.0", "resnet18"], [], "yes no train torch", "torchvision's repository"],
  ["torch.hub.load", ["repo_or_dir=pytorch/vision", "model=vgg16"], [], "no yes train torch", "by keywords"],
  ["torch.hub.load", ["repo_or_dir=pytorch/vision", "vgg16"], [], "no yes train torch", "by one keyword"],
  ["torch.hub.load", ["ultralytics/yolov5", "yolov5s"], [], "unknown unknown unknown torch", "anyone's repository"],
  ["torch.hub.load", ["pytorch/vision", "resnet18", "source=local"], [], "unknown unknown unknown torch", "a folder"],
  ["torch.hub.list", ["pytorch/vision"], [], null, "no model"],
  ["torch.nn.Linear", [], [], null, "a layer"],

  ["keras.applications.ResNet50", [], [], "yes no unknown keras", "Keras models have no mode"],
  ["tensorflow.keras.applications.resnet50.ResNet50", [], [], "yes no unknown keras", "a module's function"],
  ["keras.applications.VGG16", ["weights=imagenet"], ["weights"], "no no unknown keras", "none at all"],
  ["tf_keras.applications.MobileNet", [], ["include_top"], "yes unknown unknown keras", "its dropout is in the top"],
  ["keras.applications.resnet50.preprocess_input", [], [], null, "no model"],

  ["transformers.ResNetForImageClassification", [], [], "yes unknown train torch", "a constructor"],
  ["transformers.ResNetForImageClassification.from_pretrained", [], [], "yes unknown eval torch", "evaluation mode"],
  ["transformers.models.bert.modeling_bert.BertModel", [], [], "no unknown train torch", "a module's class"],
  ["transformers.BertForSequenceClassification.from_pretrained", [], [], "no unknown eval torch", "a head"],
  ["transformers.GPT2LMHeadModel.from_config", [], [], "no unknown train torch", "no weights"],
  ["transformers.TFBertModel.from_pretrained", [], [], "no unknown unknown keras", "TensorFlow's"],
  ["transformers.FlaxResNetModel.from_pretrained", [], [], "unknown unknown unknown flax", "not held to the table"],
  ["transformers.DetrForObjectDetection.from_pretrained", [], [], "unknown unknown eval torch", "a backbone's"],
  ["transformers.AutoModel.from_pretrained", ["bert-base-uncased"], [], "no unknown eval torch", "well known"],
  ["transformers.AutoModel.from_pretrained", ["microsoft/resnet-50"], [], "yes unknown eval torch", "well known"],
  ["transformers.AutoModel.from_pretrained", ["./resnet-50"], [], "unknown unknown eval torch", "a folder"],
  ["transformers.AutoModelForImageClassification.from_config", [], [], "unknown unknown train torch", "any model"],
  ["transformers.AutoTokenizer.from_pretrained", ["bert-base-uncased"], [], null, "no model"],
  ["transformers.DataCollatorForLanguageModeling", [], [], null, "no model"],
  ["transformers.Trainer", [], [], null, "no model"],

  ["segmentation_models_pytorch.Unet", [], [], "yes unknown train torch", "the decoder's"],
  ["segmentation_models_pytorch.Unet", ["mit_b0"], ["decoder_use_norm"], "unknown unknown train torch", "chosen"],
  ["segmentation_models_pytorch.Unet", ["resnet34"], ["decoder_use_norm"], "yes unknown train torch", "the encoder's"],
  ["segmentation_models_pytorch.FPN", ["encoder_name=mit_b0"], [], "no unknown train torch", "neither's"],
  ["segmentation_models_pytorch.FPN", ["tu-convnext_tiny"], [], "no unknown train torch", "an encoder of timm's"],
  ["segmentation_models_pytorch.create_model", ["unet", "resnet34"], [], "yes unknown train torch", "by its name"],
  ["segmentation_models_pytorch.create_model", ["segformer2"], [], "unknown unknown train torch", "no known name"],
  ["segmentation_models_pytorch.losses.DiceLoss", [], [], null, "no model"],
  ["mypackage.models.resnet50", [], [], null, "one's own"],
];

describe("what a call builds", () => {
  for (const [qualified, texts, keywords, kind, why] of CASES) {
    it(`${qualified}(${texts.join(", ")}): ${why}`, () => {
      assert.equal(written(modelKind(qualified, texts.map(read), keywords)), kind);
    });
  }

  it("survives any name", () => {
    for (const name of [
      "",
      ".",
      "torch",
      "timm.create_model.",
      "__proto__",
      "transformers.",
      "constructor.constructor",
    ]) {
      assert.equal(modelKind(name, []), null, name);
    }
  });
});

function read(text: string): Text {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  return name === undefined || value === undefined ? { name: null, text } : { name, text: value };
}

function written(kind: ModelKind | null): string | null {
  return kind && `${kind.batchNorm} ${kind.dropout} ${kind.mode} ${kind.framework}`;
}

import type { ModelCall, ModelKind, Tri } from "./kind";
import { textNamed } from "./texts";

/**
 * What a class of transformers builds: called, or by its "from_pretrained", which leaves evaluation mode, or "from_config",
 * which does not. Null for classes that are no models. A name or folder given to AutoModel says little, so that only
 * names of well known checkpoints are believed.
 */
export function transformersModel(qualified: string, call: ModelCall): ModelKind | null {
  const found = CALL.exec(qualified);
  if (!found) return null;
  const [, prefix = "", name = "", how] = found;
  const auto = name.startsWith("AutoModel") || name === "AutoBackbone";
  if (!MODEL.test(name) || NO_MODEL.test(name)) return null;
  if (auto && how === undefined) return null;
  const framework = prefix === "TF" ? "keras" : prefix === "Flax" ? "flax" : "torch";
  const mode = framework !== "torch" ? "unknown" : how === "from_pretrained" ? "eval" : "train";
  const batchNorm = auto ? normOfCheckpoint(how, call) : normOfClass(name, framework);
  return { batchNorm, dropout: "unknown", mode, framework };
}

const CALL = /^transformers\.(?:[\w.]+\.)?(TF|Flax)?([A-Z]\w*?)(?:\.(from_pretrained|_?from_config))?$/;
const MODEL = /(?:Model|For[A-Z]\w+|Backbone)$/;
const NO_MODEL = /^(?:DataCollator|PreTrainedModel$)|Dataset|Processor|Pipeline|Extractor|Tokenizer|Criteri|Config/;

function normOfClass(name: string, framework: ModelKind["framework"]): Tri {
  if (framework === "torch" && WITH.test(name)) return "yes";
  const family = /^\w+?(?=For[A-Z]|(?:LMHead|DoubleHeads|WithLMHead|Encoder)?Model$)/.exec(name)?.[0] ?? "";
  return TRANSFORMERS_WITHOUT.has(family) ? "no" : "unknown";
}

function normOfCheckpoint(how: string | undefined, { texts }: ModelCall): Tri {
  if (how !== "from_pretrained") return "unknown";
  const name = textNamed(texts, "pretrained_model_name_or_path", 0) ?? "";
  return CHECKPOINTS_WITH.test(name) ? "yes" : CHECKPOINTS_WITHOUT.test(name) ? "no" : "unknown";
}

/** Classes whose layers hold batch norm whatever the configuration says. */
const WITH =
  /^(?:(?:ResNet|RegNet|MobileNetV[12]|MobileViT(?:V2)?|Levit|EfficientNet|SwiftFormer)(?:Model|For(?:ImageClassification|SemanticSegmentation)\w*)|SegformerForSemanticSegmentation|AlignModel|ClapModel)$/;

const CHECKPOINTS_WITH =
  /^(?:microsoft\/resnet-\d+|facebook\/(?:regnet-[xy]-\d+|levit-\d+S?)|google\/(?:mobilenet_v[12]_[\d.]+_\d+|efficientnet-b\d)|apple\/mobilevit-(?:xx-|x-)?small)$/;
const CHECKPOINTS_WITHOUT =
  /^(?:(?:google-bert\/)?bert-(?:base|large)-(?:un)?cased|(?:distilbert\/)?distilbert-base-(?:un)?cased|(?:FacebookAI\/)?(?:xlm-)?roberta-(?:base|large)|(?:openai-community\/)?gpt2(?:-medium|-large|-xl)?|(?:google-t5\/)?t5-(?:small|base|large|3b|11b)|google\/vit-(?:base|large)-patch\d+-\d+(?:-in21k)?|meta-llama\/(?:Meta-)?Llama-[23][\w.-]*)$/;

/** Families in whose sources there is no batch norm at all, of those that are used most. */
export const TRANSFORMERS_WITHOUT: ReadonlySet<string> = new Set(
  (
    "Albert Bart Bert Blip Bloom CLIP CLIPText CLIPVision ConvNext ConvNextV2 Deberta DebertaV2 DeepseekV3 DeiT " +
    "Dinov2 DistilBert Electra Falcon GPT2 GPTJ GPTNeo GPTNeoX Gemma GptOss Llama MT5 Mamba Mistral Mixtral " +
    "ModernBert OPT Olmo Pegasus Phi Phi3 Qwen2 Qwen3 Roberta Sam Siglip Swin Swinv2 T5 ViT ViTMAE VideoMAE WavLM " +
    "Whisper XLMRoberta XLNet"
  ).split(" "),
);

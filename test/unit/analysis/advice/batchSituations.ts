import { CONV, type SituationCase, TORCH, TRAINED, torchClass } from "./situationCase";

/** Where batch norm is what the choice is about: batch sizes, devices, trained weights. */
export const BATCH_SITUATIONS: readonly SituationCase[] = [
  {
    title: "convolutions, small batches: group norm, its groups a divisor of the channels",
    code: CONV + TRAINED(2),
    asks: ["weights"],
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [
      /batch of 2 estimates/,
      /NRM402/,
      /line 21: `DataLoader\(dataset, batch\\?_size=2/,
      /24 groups of 2 channels/,
      /may have a bias/,
      /“Batch norm is trained on few examples”/,
      /Whether trained weights of this model are to be kept/,
    ],
  },
  {
    title: "convolutions, batches of 32 that the code tells, inputs alike: batch norm stays",
    code: CONV + TRAINED(32),
    asks: ["statistics"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [/Batches of 32 a device are large enough/, /`bias=False`.*NRM301/, /momentum=0\.1/, /nothing was measured/],
    neverSays: [/How many examples/],
  },
  {
    title: "convolutions, large batches, inputs of another domain: none that keeps running statistics",
    code: CONV + TRAINED(32),
    asks: ["statistics", "weights"],
    answers: { statistics: "other", weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/Running statistics describe the inputs that were learned from/, /your answer: inputs in use differ/],
  },
  {
    title: "the same with weights that are to be kept: frozen",
    code: CONV + TRAINED(32),
    asks: ["statistics", "weights"],
    answers: { statistics: "other", weights: "keep" },
    method: "frozen",
    change: "keep",
    layer: "module.eval()  # of each batch norm, after every model.train()",
    says: [/NRM106/, /your answer: weights are kept/, /re-estimate its running statistics/],
  },
  {
    title: "a batch of 1",
    code: CONV + TRAINED(1),
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/One example is no batch/, /NRM401/],
  },
  {
    title: "batches that accumulation makes no larger",
    code: `${CONV + TRAINED(4)}\n\ntrainer = Trainer(accumulate_grad_batches=8)\n`,
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/Accumulated gradients do not make the batch larger/, /NRM403/],
  },
  {
    title: "gradients that the loop itself accumulates",
    code: `${CONV}

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    model.train()
    for i, (x, y) in enumerate(DataLoader(dataset, batch_size=4)):
        nn.functional.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
`,
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/NRM403/, /optimizer\.step\(\)/],
    neverSays: [/Whether trained weights/],
  },
  {
    title: "a trained model elsewhere in the file says nothing of this class",
    code: `${CONV}\n\nfrom torchvision.models import resnet50\n\nteacher = resnet50(weights="DEFAULT")\n${TRAINED(2)}`,
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/batch of 2/],
    neverSays: [/resnet50/],
  },
  {
    title: "a batch that several devices share, so that its size a device is asked for",
    code: `${CONV + TRAINED(32)}\n\nmodel = nn.DataParallel(model)\n`,
    asks: ["batchSize", "weights"],
    answers: { batchSize: 4, weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/batch of 4/, /your answer: 4 examples a device/, /Synchronized batch norm/],
  },
  {
    title: "detection: a trained backbone with live batch norm, batches of 2, a new head without a norm",
    code: `${torchClass(
      'self.body = resnet50(weights="DEFAULT")\nself.head = nn.▮Conv2d(2048, 256, 1)',
      "return self.head(self.body(x))",
    ).replace("class", "from torchvision.models import resnet50\n\nclass")}${TRAINED(2)}`,
    asks: [],
    method: "frozen",
    change: "keep",
    layer: "module.eval()  # of each batch norm, after every model.train()",
    says: [
      /Trained weights fit/,
      /Batches of 2 would spoil them/,
      /`resnet50/,
      /`nn.GroupNorm\(32, 256\)`: in layers that are new/,
    ],
  },
  {
    title: "fine-tuning with frozen parameters",
    code: `${TORCH}from torchvision.models import resnet18

backbone = resnet18(weights="DEFAULT")▮
for parameter in backbone.parameters():
    parameter.requires_grad = False
`,
    asks: [],
    method: "frozen",
    change: "keep",
    layer: "module.eval()  # of each batch norm, after every model.train()",
    says: [/NRM106/, /NRM105/, /requires\\?_grad = False/],
  },
];

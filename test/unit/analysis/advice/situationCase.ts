import type { Advice, AdvisedMethod, Answers, Measured } from "../../../../src/analysis/advice/advice";

/** Code with the cursor at ▮, what is asked of it, and what is advised once these answers are given. */
export interface SituationCase {
  readonly title: string;
  readonly code: string;
  readonly measured?: Measured;
  /** What is asked, in order, each answered by `answers`, or by "I do not know". */
  readonly asks: readonly (keyof Answers)[];
  readonly answers?: Answers;
  readonly method: AdvisedMethod | null;
  readonly change: Advice["change"];
  readonly layer: string | null;
  /** In the page. */
  readonly says: readonly RegExp[];
  readonly neverSays?: readonly RegExp[];
}

export const TORCH = "import torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader\n\n\n";

/** A module of PyTorch with these layers, and what its `forward` does. */
export function torchClass(layers: string, forward = "return x", name = "Net"): string {
  const lines = layers.split("\n").map((line) => `        ${line}\n`);
  return `${TORCH}class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
${lines.join("")}
    def forward(self, x):
        ${forward}
`;
}

/** A batch norm of 48 channels behind a convolution. */
export const CONV = torchClass(
  "self.conv = nn.Conv2d(3, 48, 3)\nself.norm = nn.▮BatchNorm2d(48)",
  "return self.norm(self.conv(x)).relu()",
);

/** A script that trains `Net` on batches of a size. */
export const TRAINED = (size: number, more = "") => `

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    loader = DataLoader(dataset, batch_size=${size}, shuffle=True)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
${more}`;

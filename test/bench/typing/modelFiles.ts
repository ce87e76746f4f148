/** Python of `LINES` lines to type into, made and not kept: the same every time. */
export interface ModelFile {
  readonly name: string;
  readonly text: string;
}

export const LINES = 1_000;

/** What people write, and what costs the most of what they might. */
export function modelFiles(): readonly ModelFile[] {
  return [
    { name: "ordinary", text: lines(HEAD, (i) => (i % 6 === 5 ? training(i) : i % 3 === 2 ? network(i) : block(i))) },
    { name: "nasty", text: lines(HEAD, (i) => [branchy, deepSums, factory, longChains][i % 4]!(i)) },
  ];
}

const HEAD = `import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from functools import partial
from torch.nn import BatchNorm2d, LayerNorm
`;

/** As many parts as there is room for, and comments up to the end. */
function lines(head: string, part: (i: number) => string): string {
  let text = head;
  for (let i = 0; ; i++) {
    const longer = `${text}\n\n${part(i)}\n`;
    if (longer.split("\n").length > LINES) break;
    text = longer;
  }
  return text + "# The end.\n".repeat(LINES + 1 - text.split("\n").length);
}

function block(i: number): string {
  const width = 16 * (1 + (i % 5));
  return `class Block${i}(nn.Module):
    """Two convolutions with a shortcut around them."""

    expansion = ${1 + (i % 2)}

    def __init__(self, inputs=${width}, outputs=${2 * width}, stride=1, norm_layer=nn.BatchNorm2d, drop=0.1):
        super().__init__()
        hidden = outputs // 2
        self.first = nn.Conv2d(inputs, hidden, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = norm_layer(hidden)
        self.second = nn.Conv2d(hidden, outputs, kernel_size=3, padding=1, bias=False)
        self.norm2 = norm_layer(outputs, eps=1e-5, momentum=0.1)
        self.act = nn.ReLU(inplace=True)
        self.drop = nn.Dropout2d(drop) if drop > 0 else nn.Identity()
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(outputs),
            )

    def forward(self, x):
        y = self.act(self.norm1(self.first(x)))
        y = self.norm2(self.second(self.drop(y)))
        y = y + self.shortcut(x)
        return F.relu(y)`;
}

function network(i: number): string {
  return `class Network${i}(nn.Module):
    """Stages of blocks, attention over the last map, and a classifier."""

    def __init__(self, classes=10, depths=(2, 2, 3), width=${32 + 16 * (i % 3)}, heads=4):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 7, stride=2, padding=3), nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        channels = width
        for depth in depths:
            self.stages.append(self.make_stage(channels, channels * 2, depth))
            channels = channels * 2
        self.norm = nn.LayerNorm(channels)
        self.attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(channels, 4 * channels), nn.GELU(), nn.Linear(4 * channels, channels))
        self.head = nn.Linear(channels, classes)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def make_stage(self, inputs, outputs, depth):
        layers = [Block${i - (i % 3)}(inputs, outputs, stride=2)]
        for _ in range(1, depth):
            layers.append(Block${i - (i % 3)}(outputs, outputs))
        return nn.Sequential(*layers)

    def forward(self, x, mask=None):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        batch, channels, height, width = x.shape
        tokens = x.flatten(2).transpose(1, 2)
        attended, _ = self.attention(self.norm(tokens), tokens, tokens, key_padding_mask=mask)
        tokens = tokens + attended
        tokens = tokens + self.mlp(self.norm(tokens))
        return self.head(tokens.mean(dim=1))`;
}

function training(i: number): string {
  return `def train_epoch_${i}(model, loader, optimizer, scheduler=None, device="cpu", log_every=50):
    """One pass over the data; the mean loss."""
    model.train()
    total, count = 0.0, 0
    for step, (inputs, targets) in enumerate(loader):
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = F.cross_entropy(outputs, targets) + 1e-4 * sum(p.pow(2).sum() for p in model.parameters())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item() * len(targets)
        count += len(targets)
        if step % log_every == 0:
            print(f"step {step}: loss {total / max(count, 1):.4f}, rate {optimizer.param_groups[0]['lr']:.2e}")
    if scheduler is not None:
        scheduler.step()
    return total / max(count, 1)


@torch.no_grad()
def evaluate_${i}(model, loader, device="cpu"):
    model.eval()
    hits = {"top1": 0, "top5": 0, "all": 0}
    for inputs, targets in loader:
        scores = model(inputs.to(device)).softmax(dim=-1)
        best = scores.topk(5, dim=-1).indices.cpu()
        hits["top1"] += (best[:, 0] == targets).sum().item()
        hits["top5"] += (best == targets[:, None]).any(dim=-1).sum().item()
        hits["all"] += len(targets)
    return {name: hits[name] / hits["all"] for name in ("top1", "top5")}


if __name__ == "__main__":
    net = Network${i - 3}(classes=100).to("cpu")
    train_epoch_${i}(net, [], torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9))`;
}

/** Every layer by chance, and all that is done with it. */
function branchy(i: number): string {
  const branches = Array.from(
    { length: 24 },
    (_, n) => `        if self.flags[${n}]:
            x = self.norms[${n % 6}](self.convs[${n % 6}](x))`,
  );
  return `class Branchy${i}(nn.Module):
    def __init__(self, flags, channels=64, norm=None):
        super().__init__()
        norm = norm or partial(nn.GroupNorm, 8)
        self.flags = flags
        self.convs = nn.ModuleList([nn.Conv2d(channels, channels, 3, padding=1) for _ in range(6)])
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels) if flag else norm(channels) for flag in flags])

    def forward(self, x):
${branches.join("\n")}
        return x`;
}

/** Long expressions, deeply bracketed. */
function deepSums(i: number): string {
  const terms = Array.from({ length: 40 }, (_, n) => `self.norm(x * ${n}.5) + (self.act(x) - ${n})`);
  return `class Sums${i}(nn.Module):
    def __init__(self, channels=128):
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.act = nn.GELU()

    def forward(self, x):
        y = (
            ${terms.join("\n            + ")}
        )
        return ${"self.act(self.norm(".repeat(12)}y${"))".repeat(12)}`;
}

/** Functions that call functions, again and again with other arguments. */
function factory(i: number): string {
  const names = ["a", "b", "c", "d", "e"];
  const makers = names.map((name, n) => {
    const next = names[n + 1];
    const body = next
      ? `nn.Sequential(${next}_${i}(channels, norm), ${next}_${i}(2 * channels, norm))`
      : "nn.Sequential(nn.Conv2d(channels, channels, 3), norm(channels), nn.ReLU())";
    return `def ${name}_${i}(channels, norm=nn.BatchNorm2d):\n    return ${body}\n\n`;
  });
  return `${makers.join("\n")}
class Made${i}(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(*[a_${i}(2**n) for n in range(4)])
        self.tail = nn.ModuleDict({"left": a_${i}(16), "right": a_${i}(16, nn.InstanceNorm2d)})

    def forward(self, x):
        x = self.body(x)
        return self.tail["left"](x) + self.tail["right"](x)`;
}

/** Calls of calls, tables and texts. */
function longChains(i: number): string {
  const rows = Array.from(
    { length: 30 },
    (_, n) => `    ("layer${n}", ${n}, ${n * 1.5}, [${n}, ${n + 1}, {"k": None}]),`,
  );
  return `TABLE_${i} = [
${rows.join("\n")}
]


def chain_${i}(x, bn=nn.BatchNorm2d(3), **options):
    x = x${".view(-1, 3).permute(1, 0).contiguous().transpose(0, 1)".repeat(6)}
    names = {name: [value for value in values if value] for name, _, _, values in TABLE_${i} if name in options}
    while len(names) > 0:
        for name in sorted(names):
            x = bn(x) if name.endswith("1") else F.layer_norm(x, (3,))
            if x.shape[0] % 2:
                continue
            names.pop(name)
    return x`;
}

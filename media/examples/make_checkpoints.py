"""Train a small residual network on the digits and save it after the first and the last epoch.

    python make_checkpoints.py

Needs PyTorch, NumPy and scikit-learn. Writes digits-resnet/epoch-1.safetensors and epoch-8.safetensors. Two mistakes
are made on purpose, for Normscope to find: one block is in evaluation mode throughout, and the last batch of all is
not scaled to 0 ... 1.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from capture import SEED, load_data

EPOCHS = 8
BATCH = 64
LEARNING_RATE = 0.01
WIDTHS = (6, 12, 24)
# Bytes instead of shares of 16: as if the division had been forgotten.
UNSCALED = 255.0

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "digits-resnet"


class Block(nn.Module):
    """Two convolutions with batch normalization around a shortcut."""

    def __init__(self, before: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = nn.Conv2d(before, width, 1, stride, bias=False) if before != width else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The block's output, of `width` channels."""
        inner = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.shortcut(x))


class DigitsResNet(nn.Module):
    """A stem, three stages of two blocks, and a linear classifier: 13 batch norms."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, WIDTHS[0], 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTHS[0])
        before = WIDTHS[0]
        for number, width in enumerate(WIDTHS, start=1):
            blocks = [Block(before, width, 1 if number == 1 else 2), Block(width, width, 1)]
            self.add_module(f"layer{number}", nn.Sequential(*blocks))
            before = width
        self.fc = nn.Linear(before, 10)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores of the ten digits for images [N, 1, 8, 8]."""
        x = torch.relu(self.bn1(self.conv1(images)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean(dim=(2, 3)))


def train_epoch(model: DigitsResNet, loader: DataLoader, optimizer: torch.optim.Optimizer, last: bool) -> None:
    """One pass over the data. The mistakes: a block left in evaluation mode, and a last batch that is not scaled."""
    model.train()
    model.layer2[1].eval()
    batches = len(loader)
    for number, (images, labels) in enumerate(loader, start=1):
        if last and number == batches:
            images = images * UNSCALED
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()


def accuracy(model: DigitsResNet, data: torch.utils.data.TensorDataset) -> float:
    """Share of held-out digits that are classified right, in evaluation mode."""
    model.eval()
    images, labels = data.tensors
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


def write_safetensors(path: Path, state: dict[str, torch.Tensor]) -> None:
    """Length of the header (8 bytes), header (JSON, padded with spaces), then the tensors' bytes."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    arrays, offset = [], 0
    for name, tensor in state.items():
        array = np.asarray(tensor.numpy(), order="C")
        kind = {"float32": "F32", "int64": "I64"}[array.dtype.name]
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [offset, offset + array.nbytes]}
        arrays.append(array)
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays:
            file.write(array.astype(array.dtype.newbyteorder("<")).tobytes())


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    training, held_out = load_data()
    loader = DataLoader(training, batch_size=BATCH, shuffle=True, drop_last=True)
    model = DigitsResNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    CHECKPOINTS.mkdir(exist_ok=True)
    for epoch in range(1, EPOCHS + 1):
        train_epoch(model, loader, optimizer, last=epoch == EPOCHS)
        print(f"epoch {epoch}: {accuracy(model, held_out):.1%} of the held-out digits")
        if epoch in (1, EPOCHS):
            write_safetensors(CHECKPOINTS / f"epoch-{epoch}.safetensors", model.state_dict())


if __name__ == "__main__":
    main()

"""Train DigitsClassifier with batches of 4, which are too small for batch normalization, and watch it.

    python train.py

Needs PyTorch, scikit-learn and Normscope's Python package, which terminals of VS Code find by themselves. Writes
runs/batches-of-4, which Normscope shows at the lines of model.py.
"""

import shutil
from pathlib import Path

import normscope
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from model import DigitsClassifier

EPOCHS = 2
EVERY = 40
RUN = Path(__file__).resolve().parent / "runs" / "batches-of-4"


def load_data() -> TensorDataset:
    """The digits, scaled to 0 ... 1."""
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    return TensorDataset(images, torch.tensor(digits.target))


def train(model: nn.Module, data: TensorDataset) -> None:
    """Two epochs with Adam; the mistake is the batch size."""
    loader = DataLoader(data, batch_size=4, shuffle=True, drop_last=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    model.train()
    for _ in range(EPOCHS):
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()


def main() -> None:
    """The same run each time."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = DigitsClassifier()
    shutil.rmtree(RUN, ignore_errors=True)
    with normscope.watch(model, folder=RUN, every=EVERY):
        train(model, load_data())


if __name__ == "__main__":
    main()

"""A small convolutional network for scikit-learn's digits, with batch normalization before its classifier, too."""

import torch
from torch import nn


class Block(nn.Module):
    """A convolution that halves the image, batch normalization and ReLU."""

    def __init__(self, before: int, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Activations of half the height and width."""
        return torch.relu(self.norm(self.conv(x)))


class DigitsClassifier(nn.Module):
    """Two blocks, and a hidden layer whose batch norm sees one value of each channel an example."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*[Block(before, width) for before, width in ((1, 8), (8, 16))])
        self.hidden = nn.Linear(64, 32, bias=False)
        self.hidden_norm = nn.BatchNorm1d(32)
        self.scores = nn.Linear(32, 10)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores of the ten digits for images [N, 1, 8, 8]."""
        x = self.blocks(images).flatten(1)
        x = torch.relu(self.hidden_norm(self.hidden(x)))
        return self.scores(x)

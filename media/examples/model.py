"""A small convolutional network for scikit-learn's digits: 8 x 8 grey images of 0 to 9."""

import torch
from torch import nn


class DigitsNet(nn.Module):
    """Two convolutions, each with batch normalization, and a linear classifier."""

    def __init__(self) -> None:
        super().__init__()
        # No bias: the batch norm that follows would subtract it again.
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        self.classifier = nn.Linear(16 * 2 * 2, 10)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores of the ten digits for images [N, 1, 8, 8]."""
        x = self.relu(self.bn1(self.conv1(images)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.classifier(x.flatten(start_dim=1))

"""Mistakes around normalization that raise no error. Normscope underlines them, and the light bulb mends them."""

import torch
from torch import nn
from torch.utils.data import DataLoader


class WordNet(nn.Module):
    """Tells which of 35 words a spectrogram is of."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = nn.Conv2d(1, 16, kernel_size=3, stride=2, bias=False)
        self.sound_norm = nn.BatchNorm2d(16, 0.1)
        self.syllables = nn.ModuleList([nn.Conv2d(16, 16, kernel_size=3, bias=False) for _ in range(2)])
        self.syllable_norms = [nn.BatchNorm2d(16) for _ in range(2)]
        self.words = nn.Linear(16, 35)

    def forward(self, spectrogram: torch.Tensor) -> torch.Tensor:
        """Scores of the words for spectrograms [N, 1, bands, times]."""
        x = torch.relu(self.sound_norm(self.sound(spectrogram)))
        for conv, norm in zip(self.syllables, self.syllable_norms):
            x = torch.relu(norm(conv(x)))
        return self.words(x.mean((2, 3)))


def train(model: nn.Module, data: DataLoader, held_out: DataLoader) -> None:
    """Ten epochs, each followed by a look at words that were held out."""
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(10):
        model.train()
        for spectrogram, word in data:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(spectrogram), word).backward()
            optimizer.step()
        print(f"{accuracy(model, held_out):.1%}")


@torch.no_grad()
def accuracy(model: nn.Module, data: DataLoader) -> float:
    """The share of words that are told rightly."""
    model.eval
    right = [(model(spectrogram).argmax(1) == word).float().mean() for spectrogram, word in data]
    return torch.stack(right).mean().item()

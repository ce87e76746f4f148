/** A model, what evaluates it and leaves it in evaluation mode, and what trains it: each in a file of its own. */
export const MODEL = `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.norm(x)
`;
export const EVALUATION = `import torch


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        results = [model(x) for x in loader]
    return results
`;
export const TRAINING = `import torch
from torch import optim

from evaluation import evaluate
from model import Net


def main(loader, held_out):
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        evaluate(model, held_out)
`;

"""Accelerate prepares models and leaves their modes to the script."""

import torch
from accelerate import Accelerator
from torchvision.models import resnet50


def main(train, held_out):
    accelerator = Accelerator(gradient_accumulation_steps=1)
    model = resnet50()
    optimizer = torch.optim.AdamW(model.parameters())
    model, optimizer, train, held_out = accelerator.prepare(model, optimizer, train, held_out)
    for epoch in range(10):
        model.train()
        for x, y in train:
            with accelerator.accumulate(model):
                loss = torch.nn.functional.cross_entropy(model(x), y)
                accelerator.backward(loss)
                optimizer.step()
                optimizer.zero_grad()
        model.eval()
        correct = 0
        for x, y in held_out:
            with torch.no_grad():
                outputs = model(x)
            correct += accelerator.gather((outputs.argmax(1) == y).sum())
        accelerator.print(correct)


if __name__ == "__main__":
    main([], [])

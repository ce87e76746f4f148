"""Ignite's supervised trainer and evaluator set the modes; an engine's own step does so itself."""

import torch
from ignite.engine import Engine, Events, create_supervised_evaluator, create_supervised_trainer
from ignite.metrics import Accuracy
from torch import nn

model = nn.Sequential(nn.Conv2d(1, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(5408, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
trainer = create_supervised_trainer(model, optimizer, criterion)
evaluator = create_supervised_evaluator(model, metrics={"accuracy": Accuracy()})


@trainer.on(Events.EPOCH_COMPLETED)
def evaluate(engine):
    evaluator.run(held_out)


def step(engine, batch):
    model.train()
    optimizer.zero_grad()
    x, y = batch
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def look(engine, batch):
    model.eval()
    with torch.no_grad():
        return model(batch[0]), batch[1]


own = Engine(step)
Engine(look).run(held_out)
own.run(train, max_epochs=3)
trainer.run(train, max_epochs=3)

"""fastai's Learner sets the modes."""

import torch
from fastai.vision.all import *
from torch import nn


class Head(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.bn = nn.BatchNorm1d(features)
        self.out = nn.Linear(features, classes)

    def forward(self, x):
        return self.out(self.bn(self.pool(x).flatten(1)))


path = untar_data(URLs.PETS)
loaders = ImageDataLoaders.from_name_func(path, get_image_files(path), lambda f: f[0].isupper(), item_tfms=Resize(224))
learner = vision_learner(loaders, resnet34, metrics=error_rate)
learner.fine_tune(1)

net = nn.Sequential(create_body(resnet18), Head(512, 2))
custom = Learner(loaders, net, loss_func=CrossEntropyLossFlat(), metrics=accuracy)
custom.fit_one_cycle(3, 1e-3)
custom.validate()
predictions, targets = custom.get_preds()


class Peek(Callback):
    def after_epoch(self):
        with torch.no_grad():
            self.learn.model(self.dls.valid.one_batch()[0])

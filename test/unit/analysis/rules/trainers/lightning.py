"""Lightning sets the modes, switches gradients off and calls the hooks."""

import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from pytorch_lightning.callbacks import Callback, ModelCheckpoint
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models


class Classifier(pl.LightningModule):
    def __init__(self, classes: int = 10, lr: float = 1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.backbone = models.resnet18(weights="DEFAULT")
        self.backbone.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(512, classes))

    def forward(self, x):
        return self.backbone(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        x, y = batch
        self.log("val_accuracy", (self(x).argmax(1) == y).float().mean())

    def test_step(self, batch, batch_idx):
        return self.validation_step(batch, batch_idx)

    def predict_step(self, batch, batch_idx):
        return self(batch[0]).softmax(1)

    def on_train_epoch_end(self):
        with torch.no_grad():
            self.logger.experiment.add_histogram("logits", self(self.example))

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)


class Data(pl.LightningDataModule):
    def train_dataloader(self):
        return DataLoader(self.train, batch_size=64, shuffle=True, drop_last=True)

    def val_dataloader(self):
        return DataLoader(self.val, batch_size=64)


class Sampler(Callback):
    def on_validation_epoch_end(self, trainer, pl_module):
        with torch.no_grad():
            pl_module(self.inputs)


if __name__ == "__main__":
    model = Classifier()
    trainer = pl.Trainer(max_epochs=5, callbacks=[ModelCheckpoint(), Sampler()])
    trainer.fit(model, datamodule=Data())
    trainer.test(model, datamodule=Data())
    best = Classifier.load_from_checkpoint("best.ckpt")
    best.eval()
    with torch.no_grad():
        print(best(torch.zeros(1, 3, 224, 224)))

"""The Trainer of transformers sets the modes; a model that is loaded is in evaluation mode."""

import numpy as np
import torch
from datasets import load_dataset
from transformers import (
    AutoImageProcessor,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    Trainer,
    TrainingArguments,
)

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)


def tokenize(batch):
    return tokenizer(batch["text"], truncation=True)


def compute_metrics(prediction):
    return {"accuracy": (np.argmax(prediction.predictions, 1) == prediction.label_ids).mean()}


class Weighted(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = torch.nn.functional.cross_entropy(outputs.logits, labels)
        return (loss, outputs) if return_outputs else loss

    def evaluation_loop(self, dataloader, *args, **kwargs):
        with torch.no_grad():
            for batch in dataloader:
                self.model(**batch)
        return super().evaluation_loop(dataloader, *args, **kwargs)


data = load_dataset("imdb").map(tokenize, batched=True)
arguments = TrainingArguments("out", per_device_train_batch_size=4, gradient_accumulation_steps=8)
trainer = Weighted(model=model, args=arguments, train_dataset=data["train"], compute_metrics=compute_metrics)
trainer.train()
trainer.evaluate(data["test"])

with torch.no_grad():
    print(model(**tokenizer("good", return_tensors="pt")).logits)

images = AutoImageProcessor.from_pretrained("microsoft/resnet-50")
resnet = AutoModelForImageClassification.from_pretrained("microsoft/resnet-50")
with torch.no_grad():
    print(resnet(**images(np.zeros((224, 224, 3)), return_tensors="pt")).logits)

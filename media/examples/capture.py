"""Train DigitsNet with batches of 64 and of 4, and save what enters each batch norm, step by step.

    python capture.py

Needs PyTorch, NumPy and scikit-learn. Writes digits-cnn/batch-64/step-0001.safetensors ... and
digits-cnn/batch-4/step-0001.npz ..., and, for Normscope's own tests, the running averages that
PyTorch kept itself (digits-running.json).
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from model import DigitsNet

STEPS = 80
SEED = 0
LEARNING_RATE = 0.003
NORMS = ("bn1", "bn2")
CHECKED_STEPS = (1, 20, 80)

HERE = Path(__file__).resolve().parent
CAPTURES = HERE / "digits-cnn"
BUFFERS = HERE.parents[1] / "test" / "fixtures" / "running" / "digits-running.json"

Activations = dict[str, np.ndarray]
Writer = Callable[[Path, Activations], None]


def load_data() -> tuple[TensorDataset, TensorDataset]:
    """The digits, scaled to 0 ... 1, as a training set and a held-out set of a quarter."""
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.tensor(digits.target)
    chosen, held_out = train_test_split(np.arange(len(labels)), test_size=0.25, random_state=SEED, stratify=labels)
    return TensorDataset(images[chosen], labels[chosen]), TensorDataset(images[held_out], labels[held_out])


def to_float16(values: torch.Tensor) -> np.ndarray:
    """Half the size of float32; refuses values that float16 cannot hold."""
    halves = values.detach().numpy().astype(np.float16)
    if not np.isfinite(halves).all():
        raise OverflowError("An activation does not fit in float16.")
    return halves


def write_safetensors(path: Path, tensors: Activations) -> None:
    """Length of the header (8 bytes), header (JSON, padded with spaces), then the tensors' bytes."""
    header, offset = {}, 0
    for name, values in tensors.items():
        end = offset + values.nbytes
        header[name] = {"dtype": "F16", "shape": values.shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for values in tensors.values():
            file.write(values.astype("<f2").tobytes())


def write_npz(path: Path, tensors: Activations) -> None:
    """NumPy's own archive, compressed."""
    np.savez_compressed(path, **tensors)


def buffers(model: nn.Module) -> dict[str, dict[str, list[float]]]:
    """The running averages of each batch norm as they stand."""
    norms = {name: model.get_submodule(name) for name in NORMS}
    return {
        name: {"runningMean": norm.running_mean.tolist(), "runningVariance": norm.running_var.tolist()}
        for name, norm in norms.items()
    }


def train(model: nn.Module, data: TensorDataset, batch: int, folder: Path, suffix: str, write: Writer) -> dict:
    """Train for STEPS steps, save every step's activations, return PyTorch's buffers at CHECKED_STEPS."""
    captured: Activations = {}
    for name in NORMS:
        # A forward hook sees the module's inputs: here what batch normalization gets to see.
        model.get_submodule(name).register_forward_hook(
            lambda module, inputs, output, name=name: captured.update({name: to_float16(inputs[0])})
        )
    loader = DataLoader(
        data, batch_size=batch, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(SEED)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    loss_function = nn.CrossEntropyLoss()
    folder.mkdir(parents=True)
    kept = {}
    step = 0
    model.train()
    while step < STEPS:
        for images, labels in loader:
            step += 1
            optimizer.zero_grad()
            loss_function(model(images), labels).backward()
            optimizer.step()
            write(folder / f"step-{step:04d}{suffix}", captured)
            if step in CHECKED_STEPS:
                kept[str(step)] = buffers(model)
            if step == STEPS:
                break
    return kept


@torch.no_grad()
def accuracy(model: nn.Module, data: TensorDataset, batch: int) -> float:
    """Share of right answers, in the mode that the model is in."""
    right = sum(int((model(images).argmax(1) == labels).sum()) for images, labels in DataLoader(data, batch))
    return right / len(data)


def report_accuracy(model: nn.Module, training: TensorDataset, held_out: TensorDataset, batch: int) -> None:
    """Accuracy with the running averages, and with the statistics of each batch (which also alters them)."""
    model.eval()
    print(f"  eval mode:  train {accuracy(model, training, batch):.3f}, held out {accuracy(model, held_out, batch):.3f}")
    model.train()
    print(f"  train mode: held out {accuracy(model, held_out, batch):.3f}")


def main() -> None:
    """Both runs start from the same weights; only the batch size differs."""
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    weights = DigitsNet().state_dict()
    training, held_out = load_data()
    shutil.rmtree(CAPTURES, ignore_errors=True)
    runs: dict[str, dict] = {}
    for batch, suffix, write in ((64, ".safetensors", write_safetensors), (4, ".npz", write_npz)):
        model = DigitsNet()
        model.load_state_dict(weights)
        run = f"batch-{batch}"
        runs[run] = train(model, training, batch, CAPTURES / run, suffix, write)
        print(run)
        report_accuracy(model, training, held_out, batch)
    if BUFFERS.parent.is_dir():
        content = {"torch": torch.__version__, "momentum": 0.1, "convention": "pytorch", "runs": runs}
        BUFFERS.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()

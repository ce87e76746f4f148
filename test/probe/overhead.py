"""How much longer a training step takes while it is watched.

    python overhead.py [--rounds 12] [--batch 32] [--threads 1] [--width 16]

A small ResNet (the 20 layers of He et al. 2015 for 32 x 32 images) on the CPU: forward, backward and optimizer. Rounds
of ten steps take turns in one process: without the probe, with every=10, with every=1, and with forward hooks on the
same layers that do in each step what fastai's ActivationStats does (fastai/callback/hook.py); only their ratios mean
anything. Where TorchLens is installed, it looks at one step of ten and saves the outputs of the batch norms (0.1.36 runs
with PyTorch 1.13: pip install --no-deps torchlens==0.1.36, besides pandas, graphviz, tqdm and IPython). Prints the
medians over rounds, and what the log's own account says of every=10.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

import torch
from helpers import normscope
from readlog import read_log
from resnet import small_resnet
from torch import nn

STEPS = 10
WITHOUT, PEER, LENS = "without", "ActivationStats", "TorchLens, every=10"
KINDS = {WITHOUT: None, "every=10": 10, "every=1": 1, PEER: None, LENS: None}


def seconds_of(model: nn.Module, optimizer: torch.optim.Optimizer, batch: torch.Tensor, labels: torch.Tensor) -> float:
    """Ten steps."""
    began = time.perf_counter()
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(batch), labels).backward()
        optimizer.step()
    return time.perf_counter() - began


@contextlib.contextmanager
def torch_lens(model: nn.Module) -> Iterator[None]:
    """Lets TorchLens log the first of each ten forward passes; it runs that pass by itself."""
    import torchlens

    names = [name for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)]
    passes = 0

    def hook(module: nn.Module, inputs: tuple) -> None:
        nonlocal passes
        passes += 1
        if passes % STEPS == 1:
            handle.remove()
            torchlens.log_forward_pass(model, inputs[0], layers_to_save=names, detach_saved_tensors=True).cleanup()

    handle = model.register_forward_pre_hook(hook)
    yield
    handle.remove()


def kinds_here() -> list[str]:
    """All but TorchLens where that cannot be run, which is said."""
    try:
        import torchlens  # noqa: F401
    except ImportError as error:
        print(f"{LENS}: left out, because it cannot be imported here ({error})")
        return [kind for kind in KINDS if kind != LENS]
    return list(KINDS)


@contextlib.contextmanager
def activation_stats(model: nn.Module) -> Iterator[None]:
    """Mean, deviation, share of values near zero and a histogram of 40 bins of each batch norm's output."""
    kept: list[tuple] = []

    def hook(module: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        values = output.detach()
        near_zero = (values <= 0.05).long().sum().item() / values.numel()
        kept.append((values.mean().item(), values.std().item(), near_zero, values.cpu().histc(40, 0, 10)))

    handles = [m.register_forward_hook(hook) for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    yield
    for handle in handles:
        handle.remove()


def watched(model: nn.Module, kind: str, folder: str) -> contextlib.AbstractContextManager:
    """What looks on while a round is timed."""
    if kind == PEER:
        return activation_stats(model)
    if kind == LENS:
        return torch_lens(model)
    every = KINDS[kind]
    return normscope.watch(model, f"{folder}/{kind}", every=every) if every else contextlib.nullcontext()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name, default in (("rounds", 12), ("batch", 32), ("threads", 1), ("width", 16)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    model = small_resnet(chosen.width)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    batch, labels = torch.randn(chosen.batch, 3, 32, 32), torch.randint(0, 10, (chosen.batch,))
    seconds_of(model, optimizer, batch, labels)
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds_here()}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(chosen.rounds):
            kinds = list(seconds)
            start = turn % len(kinds)
            for kind in kinds[start:] + kinds[:start]:
                with watched(model, kind, folder):
                    seconds[kind].append(seconds_of(model, optimizer, batch, labels))
        (end,) = (record for record in read_log(f"{folder}/every=10/rank-0000.normlog")[0] if record["kind"] == "end")
    print(f"PyTorch {torch.__version__}, {sys.platform}, threads {chosen.threads}, batch {chosen.batch}")
    plain = statistics.median(seconds[WITHOUT])
    print(f"without: {plain / STEPS * 1000:.1f} ms a step")
    for kind in list(seconds)[1:]:
        ratios = [one / other for one, other in zip(seconds[kind], seconds[WITHOUT])]
        print(f"{kind}: {statistics.median(ratios):.3f} of the time (rounds {min(ratios):.3f} to {max(ratios):.3f})")
    account = end["overhead"]["probe"] / end["overhead"]["wall"]
    print(f"every=10 by the probe's own account: {account:.1%} of the first round")


if __name__ == "__main__":
    main()

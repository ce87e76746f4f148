"""Captured activations, read by hand as the format has it."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

import numpy as np
import torch
from helpers import ProbeTest, hooks_of, images, normscope, small_net
from torch import nn


def read_safetensors(path: Path) -> dict[str, tuple[str, list[int], bytes]]:
    """Type, shape and bytes of each tensor; the file must be its tensors and nothing else."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0
    header = json.loads(data[8 : 8 + length])
    places = [entry["data_offsets"] for entry in header.values()]
    assert [begin for begin, _ in places] == [0, *[end for _, end in places[:-1]]]
    assert 8 + length + places[-1][1] == len(data)
    body = data[8 + length :]
    return {
        name: (entry["dtype"], entry["shape"], body[slice(*entry["data_offsets"])]) for name, entry in header.items()
    }


class Capture(ProbeTest):
    def test_inputs_of_normalization_layers(self) -> None:
        model, batch, path = small_net(), images(), self.folder / "batch.safetensors"
        before = {name: values.clone() for name, values in model.state_dict().items()}
        normscope.capture(model, batch, path)
        self.assertEqual(hooks_of(model), 0)
        for name, values in model.state_dict().items():
            self.assertTrue(torch.equal(values, before[name]), name)
        stored = read_safetensors(path)
        self.assertEqual(list(stored), ["1", "4"])
        dtype, shape, data = stored["4"]
        expected = model[:4](batch).detach().numpy()
        self.assertEqual((dtype, tuple(shape)), ("F32", expected.shape))
        np.testing.assert_array_equal(np.frombuffer(data, "<f4").reshape(shape), expected)

    def test_chosen_layers_arguments_and_second_calls(self) -> None:
        class Twice(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.norm = nn.LayerNorm(4)

            def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
                return self.norm(self.norm(first) + second.to(first.dtype))

        model, path = Twice().double(), self.folder / "batch.safetensors"
        first, second = torch.randn(2, 4, dtype=torch.float64), torch.randn(2, 4)
        for batch in ((first, second), {"second": second, "first": first}):
            normscope.capture(model, batch, path, layers="nor")
            stored = read_safetensors(path)
            self.assertEqual({name: entry[0] for name, entry in stored.items()}, {"norm": "F64", "norm#2": "F64"})
            self.assertEqual(stored["norm"][2], first.numpy().tobytes())

    def test_types_and_integers(self) -> None:
        for dtype, name in (
            (torch.bfloat16, "BF16"),
            (torch.float16, "F16"),
            (torch.int64, "I64"),
            (torch.bool, "BOOL"),
        ):
            values, path = torch.tensor([[1, 0, 2]]).to(dtype), self.folder / "batch.safetensors"
            normscope.capture(nn.Sequential(nn.Identity()), values, path, layers="0")
            self.assertEqual(read_safetensors(path)["0"][:2], (name, [1, 3]))

    def test_random_numbers_go_on_as_without(self) -> None:
        model = nn.Sequential(nn.Dropout(), nn.LayerNorm(4))
        torch.manual_seed(1)
        expected = torch.rand(3)
        torch.manual_seed(1)
        normscope.capture(model, torch.ones(2, 4), self.folder / "batch.safetensors")
        self.assertTrue(torch.equal(torch.rand(3), expected))

    def test_errors(self) -> None:
        path = self.folder / "batch.safetensors"
        with self.assertRaisesRegex(ValueError, "0 layers were chosen"):
            normscope.capture(nn.Linear(2, 2), torch.ones(1, 2), path)
        with self.assertRaises(OSError):
            normscope.capture(small_net(), images(), self.folder / "none" / "batch.safetensors")
        model = small_net()
        with self.assertRaises(RuntimeError):
            normscope.capture(model, torch.ones(1, 9, 2, 2), path)
        self.assertEqual((list(self.folder.iterdir()), hooks_of(model)), ([], 0))


if __name__ == "__main__":
    unittest.main()

"""Writes .safetensors files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Iterable, List, Mapping, NamedTuple, Sequence


class Stored(NamedTuple):
    """A tensor as the format has it: a type such as "F32", the shape, and the values in C order, little-endian."""

    dtype: str
    shape: Sequence[int]
    data: bytes


def write_safetensors(path: str | os.PathLike[str], tensors: Mapping[str, Stored]) -> None:
    """Length of the header (8 bytes), header (JSON, padded with spaces to 8), then the tensors' bytes.

    The file appears whole or not at all, in place of one that was there. Raises OSError where it cannot be written.
    Format: https://github.com/huggingface/safetensors#format
    """
    header = {}
    offset = 0
    for name, tensor in tensors.items():
        end = offset + len(tensor.data)
        header[name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    start: List[bytes] = [len(text).to_bytes(8, "little"), text]
    _write_whole(Path(path), start, (tensor.data for tensor in tensors.values()))


def _write_whole(path: Path, start: Iterable[bytes], rest: Iterable[bytes]) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.writelines(start)
            file.writelines(rest)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)

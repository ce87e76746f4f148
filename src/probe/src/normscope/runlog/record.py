"""A record of the run log, as bytes."""

from __future__ import annotations

import json
import math
import struct
import zlib
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence

MAGIC = b"NORMLOG1"


class Array(NamedTuple):
    """Values in C order, little-endian: "f8", "f4", "i8", "i4", "u2" or "u1", the shape, and the bytes."""

    dtype: str
    shape: Sequence[int]
    data: bytes


def encode_record(content: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Length, CRC-32 and payload of one record.

    `content` holds plain values, among them `kind`; numbers that are not finite become null, which JSON can say.
    Raises ValueError where a record would not fit into its 32 bits of length.
    """
    places: Dict[str, List[Any]] = {}
    blocks = []
    offset = 0
    for name, array in arrays.items():
        places[name] = [array.dtype, list(array.shape), offset]
        padded = array.data + b"\0" * (-len(array.data) % 8)
        blocks.append(padded)
        offset += len(padded)
    head = {**content, "arrays": places} if places else content
    text = json.dumps(_finite(head), separators=(",", ":"), allow_nan=False).encode()
    payload = struct.pack("<I", len(text)) + text
    payload += b"\0" * (-len(payload) % 8)
    payload = b"".join([payload, *blocks])
    if len(payload) >= 1 << 32:
        raise ValueError(f"a record of {len(payload)} bytes, but the run log holds records below 4 GiB")
    return struct.pack("<II", len(payload), zlib.crc32(payload)) + payload


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value

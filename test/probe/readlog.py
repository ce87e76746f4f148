"""A reader of run logs for the tests: plain, complete and slow."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import numpy as np

HEAD = struct.Struct("<II")


def read_log(path) -> tuple[list[dict], int]:
    """The records before the first torn one, and how many bytes were left out. Arrays stand in `arrays`."""
    data = Path(path).read_bytes()
    if not data.startswith(b"NORMLOG1"):
        return [], len(data)
    records, place = [], 8
    while place + HEAD.size <= len(data):
        length, checksum = HEAD.unpack_from(data, place)
        payload = data[place + HEAD.size : place + HEAD.size + length]
        if len(payload) < length or zlib.crc32(payload) != checksum:
            break
        records.append(decode(payload))
        place += HEAD.size + length
    return records, len(data) - place


def decode(payload: bytes) -> dict:
    """One record: its JSON, with arrays in the place of their descriptions."""
    (length,) = struct.unpack_from("<I", payload)
    record = json.loads(payload[4 : 4 + length])
    begin = -(-(4 + length) // 8) * 8
    record["arrays"] = {
        name: np.frombuffer(payload, "<" + dtype, int(np.prod(shape)), begin + offset).reshape(shape)
        for name, (dtype, shape, offset) in record.get("arrays", {}).items()
    }
    return record


def of_kind(records: list[dict], kind: str) -> list[dict]:
    """The records of one kind."""
    return [record for record in records if record["kind"] == kind]


def spacing(records: list[dict]) -> int:
    """Only steps that this divides are in the log."""
    notes = [record["every"] for record in records if record["kind"] in ("run", "thinned")]
    return notes[-1] if notes else 1


def merge(entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, mean, m2) of all together, by Chan's formula."""
    count, mean, m2 = entries[0]
    for other_count, other_mean, other_m2 in entries[1:]:
        total = count + other_count
        delta = other_mean - mean
        mean = mean + delta * other_count / total
        m2 = m2 + other_m2 + delta**2 * count * other_count / total
        count = total
    return count, mean, m2

"""Weights that were trained for nescio, a byte each, as they come with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALE = ".scale"
"""After the name of a weight: what the bytes of each row are multiplied with."""
LEAST = 1e-12
"""The smallest scale, for rows of nothing."""
HEAD = ("head.weight", "head.bias")


def trained(file: Path) -> dict[str, NDArray[np.float32]]:
    """The trained weights in full precision, by their names in the model.

    A matrix is kept as bytes with a scale for each row, everything else as it is.
    """
    from safetensors.numpy import load_file

    return dict(_unpacked(load_file(file)))


def _unpacked(kept: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for name, array in kept.items():
        if name + SCALE in kept:
            yield name, array.astype(np.float32) * kept[name + SCALE][:, None]
        elif not name.endswith(SCALE):
            yield name, array.astype(np.float32)


def packed(weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """The inverse of `trained`, but for what a byte cannot tell."""
    kept: dict[str, NDArray[Any]] = {}
    for name, array in weights.items():
        if array.ndim < 2 or name in HEAD:
            kept[name] = array.astype(np.float32)
            continue
        scale = np.maximum(np.abs(array).max(axis=1).astype(np.float32) / 127, LEAST)
        kept[name] = np.rint(array / scale[:, None]).astype(np.int8)
        kept[name + SCALE] = scale
    return kept

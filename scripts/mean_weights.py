"""Write the mean of the weights of several trainings.

    python scripts/mean_weights.py --out FILE WEIGHTS...

Trainings that start from one model end near each other, and the mean of their weights is right at
least as often as the best of them (Wortsman et al. 2022, Model soups), at the cost of one.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from answer.weights import packed, trained

Weights = Mapping[str, np.ndarray[Any, np.dtype[np.float32]]]


def mean(some: Sequence[Weights]) -> Weights:
    """Of the same names and shapes. Raises ValueError for others."""
    shapes = [{name: value.shape for name, value in one.items()} for one in some]
    if any(one != shapes[0] for one in shapes):
        raise ValueError("these are weights of different models")
    return {name: np.mean([one[name] for one in some], axis=0) for name in shapes[0]}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    try:
        found = mean([trained(file) for file in given.weights])
    except (OSError, ValueError) as error:
        parser.error(str(error))
    save_file(packed(found), given.out)


if __name__ == "__main__":
    main()

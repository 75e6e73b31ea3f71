"""Builds the HNSW graph of a shard that nobody else has open, in a process of its own:
`python -m retrieval.edge_builder FOLDER DIMENSIONS`.

The engine holds the interpreter lock for as long as it builds, and takes all processors: hence the
process, and its low priority.
"""

from __future__ import annotations

import os
import sys

from qdrant_edge import EdgeShard

from retrieval.edge_shards import config

_NICE = 10


def main(folder: str, dimensions: int) -> int:
    os.nice(_NICE)
    shard = EdgeShard.load(folder, config(dimensions, graph=True))
    shard.optimize()
    shard.flush()
    shard.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))

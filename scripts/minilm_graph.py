"""Write the graphs of all-MiniLM-L6-v2 and of the reader that was trained from it, without weights.

    python -m scripts.minilm_graph [embedding|reader FILE]

A BERT of six layers in onnxruntime's fused operators, by default both to their places.
`retrieval/minilm.onnx` with mean pooling over the mask and unit length: `ids`, `mask` (int32, batch
x length) to `vectors` (float32, batch x 384), and to what was pooled, `tokens` (float32, batch x
length x 384). `answer/reader.onnx` with what makes each token a
start or an end: `ids`, `segments`, `mask` to `logits` (float32, batch x length x 2). The weights
are external and handed over by name (`retrieval/minilm.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from answer.span_onnx import GRAPH as READER
from retrieval.embedding_onnx import GRAPH as EMBEDDING
from retrieval.minilm import LAYERS

FUSED = "com.microsoft"
WORDS, POSITIONS, HIDDEN, INNER, HEADS = 30_522, 512, 384, 1536, 12
EPSILON = 1e-12


class Graph:
    """Nodes and weights in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, *shape: int) -> str:
        """Declare a weight whose values come from outside; returns its name."""
        tensor = TensorProto()
        tensor.name = name
        tensor.data_type = TensorProto.FLOAT
        tensor.dims.extend(shape)
        tensor.data_location = TensorProto.EXTERNAL
        place = tensor.external_data.add()
        place.key, place.value = "location", "weights"
        self.weights.append(tensor)
        return name

    def node(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any
    ) -> str:
        """Add a node with one output that matters; returns the output's name."""
        outputs = output.split()
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]


def embedding() -> onnx.ModelProto:
    """Texts to vectors."""
    graph = Graph()
    hidden = _encoder(graph, segments=False)
    _pool(graph, hidden)
    graph.node("Identity", [hidden], "tokens")
    shapes: dict[str, list[str | int]]
    shapes = {"vectors": ["batch", HIDDEN], "tokens": ["batch", "length", HIDDEN]}
    return _model(graph, "all-MiniLM-L6-v2", ("ids", "mask"), shapes)


def reader() -> onnx.ModelProto:
    """Pairs of texts to what makes each token the start or the end of an answer."""
    graph = Graph()
    hidden = _encoder(graph, segments=True)
    weight, bias = graph.weight("head.weight", HIDDEN, 2), graph.weight("head.bias", 2)
    graph.node("Add", [graph.node("MatMul", [hidden, weight], "ends"), bias], "logits")
    return _model(graph, "reader", ("ids", "segments", "mask"), {"logits": ["batch", "length", 2]})


def _model(
    graph: Graph, name: str, inputs: Sequence[str], outputs: Mapping[str, list[str | int]]
) -> onnx.ModelProto:
    made = helper.make_graph(
        graph.nodes,
        name,
        [
            helper.make_tensor_value_info(one, TensorProto.INT32, ["batch", "length"])
            for one in inputs
        ],
        [
            helper.make_tensor_value_info(one, TensorProto.FLOAT, shape)
            for one, shape in outputs.items()
        ],
        graph.weights,
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=8, producer_name="nescio")


def _encoder(graph: Graph, *, segments: bool) -> str:
    """Words and places, then the layers. Without segments all tokens are of the first."""
    words, positions = (
        graph.weight("words", WORDS, HIDDEN),
        graph.weight("positions", POSITIONS, HIDDEN),
    )
    of = ["segments", graph.weight("segments.weight", 2, HIDDEN)] if segments else ["", ""]
    norm = [graph.weight("embeddings.gamma", HIDDEN), graph.weight("embeddings.beta", HIDDEN)]
    hidden = graph.node(
        "EmbedLayerNormalization",
        ["ids", of[0], words, positions, of[1], *norm, "mask"],
        "embedded lengths",
        FUSED,
        epsilon=EPSILON,
    )
    for layer in range(LAYERS):
        hidden = _feed_forward(graph, layer, _attention(graph, layer, hidden))
    return hidden


def _attention(graph: Graph, layer: int, hidden: str) -> str:
    qkv = [
        graph.weight(f"{layer}.qkv.weight", HIDDEN, 3 * HIDDEN),
        graph.weight(f"{layer}.qkv.bias", 3 * HIDDEN),
    ]
    inputs = [hidden, *qkv, "lengths"]
    seen = graph.node("Attention", inputs, f"{layer}.seen", FUSED, num_heads=HEADS)
    weight = graph.weight(f"{layer}.output.weight", HIDDEN, HIDDEN)
    projected = graph.node("MatMul", [seen, weight], f"{layer}.projected")
    return _add_and_norm(graph, layer, hidden, projected, "attention", "output")


def _feed_forward(graph: Graph, layer: int, hidden: str) -> str:
    up = graph.weight(f"{layer}.up.weight", HIDDEN, INNER)
    wide = graph.node("MatMul", [hidden, up], f"{layer}.wide")
    bias = graph.weight(f"{layer}.up.bias", INNER)
    active = graph.node("BiasGelu", [wide, bias], f"{layer}.active", FUSED)
    down = graph.weight(f"{layer}.down.weight", INNER, HIDDEN)
    narrow = graph.node("MatMul", [active, down], f"{layer}.narrow")
    return _add_and_norm(graph, layer, hidden, narrow, "final", "down")


def _add_and_norm(
    graph: Graph, layer: int, before: str, change: str, norm: str, linear: str
) -> str:
    weights = [
        graph.weight(f"{layer}.{norm}.gamma", HIDDEN),
        graph.weight(f"{layer}.{norm}.beta", HIDDEN),
        graph.weight(f"{layer}.{linear}.bias", HIDDEN),
    ]
    return graph.node(
        "SkipLayerNormalization",
        [before, change, *weights],
        f"{layer}.{norm}",
        FUSED,
        epsilon=EPSILON,
    )


def _pool(graph: Graph, hidden: str) -> None:
    """The mean over the mask, brought to unit length: of the sum, which points the same way."""
    graph.weights.append(helper.make_tensor("axis", TensorProto.INT64, [1], [1]))
    mask = graph.node("Cast", ["mask"], "weights", to=TensorProto.FLOAT)
    row = graph.node("Unsqueeze", [mask, "axis"], "row")
    total = graph.node("MatMul", [row, hidden], "total")
    flat = graph.node("Squeeze", [total, "axis"], "flat")
    graph.node("LpNormalization", [flat], "vectors", axis=1, p=2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one file, or both."""
    given = sys.argv[1:] if arguments is None else arguments
    places = {given[0]: Path(given[1])} if given else {"embedding": EMBEDDING, "reader": READER}
    for name, file in places.items():
        built = embedding() if name == "embedding" else reader()
        file.write_bytes(built.SerializeToString(deterministic=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())

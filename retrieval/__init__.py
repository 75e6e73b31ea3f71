"""Embedding, the vector index, the graph, live facts, fusion and access rules."""

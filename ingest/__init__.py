"""Sources to records, records to documents, chunks, entities and edges, and those to the index."""

"""Northfold Outfitters, an invented camping and bike shop: database, documents and golden set.

`build` writes the database of record; `documents_dir` and `golden_path` say where the rest lies.
Every name, person, company and number in here is made up.
"""

from data.shop.build import (
    build,
    development_path,
    documents_dir,
    golden_path,
    planted_path,
    unseen_path,
)

__all__ = [
    "build",
    "development_path",
    "documents_dir",
    "golden_path",
    "planted_path",
    "unseen_path",
]

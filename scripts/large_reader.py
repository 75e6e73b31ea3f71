"""Make the large reader: all-mpnet-base-v2 with the adapters that were trained for it, as a folder.

    python scripts/large_reader.py --base FOLDER --out FOLDER [--adapters FILE]

`reader.model: FOLDER` of the configuration uses it. It is a model for question answering of
transformers like any other: the adapters are added to the weights (Hu et al. 2022, LoRA).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from readers import ADAPTERS, SCALE, Adapted, LargeReader, go_on
from transformers import AutoModelForQuestionAnswering
from transformers.utils import logging


def write(base: Path, adapters: Path, out: Path) -> None:
    """Raises OSError, ValueError and RuntimeError where files are not what they should be."""
    reader = LargeReader(base)
    go_on(reader, adapters)
    # The reader keeps the weights it came with in half precision; they are read again in full.
    whole: Any = AutoModelForQuestionAnswering.from_pretrained(str(base))
    encoder = whole.base_model
    with torch.no_grad():
        for name, part in reader.encoder.named_modules():
            if isinstance(part, Adapted):
                encoder.get_submodule(name).weight += SCALE * part.up @ part.down
        whole.qa_outputs.load_state_dict(reader.head.state_dict())
    whole.save_pretrained(out)
    reader.tokenizer.save_pretrained(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--adapters", type=Path, default=ADAPTERS)
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    given = parser.parse_args(arguments)
    # That the head is new is no news.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        write(given.base, given.adapters, given.out)
    except (OSError, ValueError, RuntimeError) as error:
        parser.error(" ".join(str(error).split()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

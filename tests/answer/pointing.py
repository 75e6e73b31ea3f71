"""A small question-answering model that points from one word to another, saved as real ones are."""

from __future__ import annotations

from pathlib import Path

WORDS = "the wool is washed by hand in cold water with vinegar cafe 🫖 ? . how".split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def save_pointer(
    folder: Path, start: str, end: str, *, null: float = 0.0, word: float = 1.0
) -> Path:
    """The model and its tokenizer in `folder`, which must not exist.

    Its span begins at the word `start` and ends at `end`, wherever they stand: the embeddings are
    one-hot, and there is no layer above them. `null` weighs the [CLS] token, `word` those two.
    """
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder.mkdir()
    vocabulary = [*SPECIAL, *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    size = len(vocabulary)
    config = BertConfig(
        vocab_size=size, hidden_size=size, num_hidden_layers=0, num_attention_heads=1,
        intermediate_size=1, max_position_embeddings=64,
    )  # fmt: skip
    model = BertForQuestionAnswering(config)
    with torch.no_grad():
        embeddings = model.bert.embeddings
        embeddings.word_embeddings.weight.copy_(torch.eye(size))
        embeddings.position_embeddings.weight.zero_()
        embeddings.token_type_embeddings.weight.zero_()
        head = model.qa_outputs
        head.weight.zero_()
        head.bias.zero_()
        for row, pointed in enumerate((start, end)):
            head.weight[row, vocabulary.index(pointed)] = word
            head.weight[row, vocabulary.index("[CLS]")] = null
    model.save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def save_byte_level(folder: Path) -> Path:
    """A model of RoBERTa's kind with random weights that stay the same: its tokens are bytes, so
    that an emoji is several of them, and its positions begin after the padding token's."""
    import torch
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import RobertaConfig, RobertaForQuestionAnswering, RobertaTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder.mkdir()
    tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    tokenizer = RobertaTokenizerFast(vocab={t: i for i, t in enumerate(tokens)}, merges=[])
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = RobertaConfig(
        vocab_size=len(tokens), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=66, type_vocab_size=1, pad_token_id=1,
        bos_token_id=0, eos_token_id=2, initializer_range=1.0,
    )  # fmt: skip
    RobertaForQuestionAnswering(config).save_pretrained(folder)
    return folder

"""Public data sets of retrieval, in one form: passages, and questions with the passages they need.

`2wiki` is 2WikiMultihopQA (`corpus.json`, `questions.json`), where a question needs several
passages and a passage is known by its title. `squad2` is SQuAD 2.0 (`squad2.json`), where it needs
the paragraph that it was written for, `ARTICLE/PLACE`; unanswerable questions were written for one
too. Only what is used of the files is checked.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from nescio.errors import UsageError

T = TypeVar("T")
Name = Literal["2wiki", "squad2", "rgb"]
FOLDERS: Mapping[Name, str] = {"2wiki": "2wikimultihopqa", "squad2": "squad2", "rgb": "rgb"}


class BenchDataError(UsageError):
    """A file of a data set is missing or not in its format."""

    code = "bad_bench_data"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


@dataclass(frozen=True, kw_only=True)
class BenchPassage:
    """A text to index under its title, if it has one. Passages that share an id count as one."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BenchQuestion:
    """A question, the passages it needs, and the group it is reported in besides all.

    `answers` are the accepted ones, where the data set tells them.
    """

    id: str
    text: str
    needed: frozenset[str]
    group: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BenchSet:
    """A data set. `headline` names the group that the metrics are of; all questions if empty.

    `published` are rankings that others have published, by system: one a question.
    """

    name: Name
    passages: tuple[BenchPassage, ...]
    questions: tuple[BenchQuestion, ...]
    headline: str = ""
    published: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Changes when what is indexed does."""
        digest = hashlib.blake2b(digest_size=16)
        for passage in self.passages:
            digest.update(json.dumps([passage.id, passage.title, passage.text]).encode())
        return digest.hexdigest()


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _WikiPassage(_Part):
    title: str = Field(min_length=1)
    text: str


class _WikiQuestion(_Part):
    question: str = Field(min_length=1)
    supporting_titles: tuple[str, ...] = Field(min_length=1)
    multihop: bool | None = None
    published: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _SquadAnswer(_Part):
    text: str


class _SquadQuestion(_Part):
    id: str
    question: str = Field(min_length=1)
    is_impossible: bool = False
    answers: tuple[_SquadAnswer, ...] = ()


class _SquadParagraph(_Part):
    context: str = Field(min_length=1)
    qas: tuple[_SquadQuestion, ...]


class _SquadArticle(_Part):
    title: str = Field(min_length=1)
    paragraphs: tuple[_SquadParagraph, ...]


class _Squad(_Part):
    data: tuple[_SquadArticle, ...]


def load(name: Name, data: Path) -> BenchSet:
    """The data set in the folder `data`, or in its folder there. Raises BenchDataError."""
    inner = data / FOLDERS[name]
    folder = inner if inner.is_dir() else data
    found = _wiki(folder) if name == "2wiki" else _squad(folder)
    known = {passage.id for passage in found.passages}
    for question in found.questions:
        if missing := question.needed - known:
            problem = f"{question.id!r:.80} needs {min(missing)!r:.80}, which is not in the corpus"
            raise BenchDataError(folder, problem)
    if not found.questions:
        raise BenchDataError(folder, "holds no question")
    return found


def _wiki(folder: Path) -> BenchSet:
    passages = _read(folder / "corpus.json", TypeAdapter(tuple[_WikiPassage, ...]))
    questions = _read(folder / "questions.json", TypeAdapter(tuple[_WikiQuestion, ...]))
    systems = dict.fromkeys(system for q in questions for system in q.published)
    return BenchSet(
        name="2wiki",
        passages=tuple(BenchPassage(id=p.title, title=p.title, text=p.text) for p in passages),
        questions=tuple(
            BenchQuestion(
                id=q.question,
                text=q.question,
                needed=frozenset(q.supporting_titles),
                group="multihop" if _multihop(q) else "other",
            )
            for q in questions
        ),
        published={name: [q.published.get(name, ()) for q in questions] for name in systems},
    )


def _multihop(question: _WikiQuestion) -> bool:
    if question.multihop is None:
        return len(question.supporting_titles) > 1
    return question.multihop


def _squad(folder: Path) -> BenchSet:
    squad = _read(folder / "squad2.json", TypeAdapter(_Squad))
    passages: list[BenchPassage] = []
    questions: list[BenchQuestion] = []
    places: Counter[str] = Counter()
    for article in squad.data:
        title = article.title.replace("_", " ")
        for paragraph in article.paragraphs:
            id_ = f"{article.title}/{places[article.title]}"
            places[article.title] += 1
            passages.append(BenchPassage(id=id_, title=title, text=paragraph.context))
            questions += [
                BenchQuestion(
                    id=qa.id,
                    text=qa.question,
                    needed=frozenset({id_}),
                    group="unanswerable" if qa.is_impossible else "answerable",
                    answers=tuple(dict.fromkeys(answer.text for answer in qa.answers)),
                )
                for qa in paragraph.qas
            ]
    return BenchSet(
        name="squad2",
        passages=tuple(passages),
        questions=tuple(questions),
        headline="answerable",
    )


def _read(path: Path, form: TypeAdapter[T]) -> T:
    try:
        return form.validate_python(json.loads(path.read_bytes()))
    except OSError as error:
        raise BenchDataError(path, f"cannot be read: {error.strerror}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BenchDataError(path, f"not JSON: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BenchDataError(path, f"{key}: {first['msg']} (got {first['input']!r:.60})") from None

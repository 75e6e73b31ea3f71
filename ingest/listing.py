"""What a folder holds: the keys of the files that are wanted, and what is passed over.

Links to folders are not followed, so no walk leaves the folder or runs in circles. A file
`.nescioignore` at its root leaves out what it names, in the way of a `.gitignore`.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from ingest.parsed import MEDIA_TYPES
from ingest.records import Problem
from nescio.errors import SourceUnavailable
from nescio.settings_sources import FilesSource

IGNORE_FILE = ".nescioignore"
_MAX_IGNORE = 1_000_000
_KINDS_NAMED = 8
_ANYTHING = ("**/*",)
_BAD_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)  # control characters, characters that turn the line around, bytes that are not UTF-8


def glob_pattern(glob: str) -> re.Pattern[str]:
    """A glob over `/` paths: `*` and `?` within a name, `**` over folders, `dir/` for a folder."""
    glob = glob.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    out: list[str] = []
    for part in re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", glob):
        match part:
            case "**/":
                out.append("(?:.*/)?")
            case "/**":
                out.append("/.+")
            case "**":
                out.append(".*")
            case "*":
                out.append("[^/]*")
            case "?":
                out.append("[^/]")
            case _:
                out.append(re.escape(part))
    return re.compile("".join(out))


def shown(name: str) -> str:
    """A name as it can stand in one line of a report."""
    return _BAD_NAME.sub(lambda found: found.group().encode("unicode_escape").decode(), name)


@dataclass(frozen=True)
class Chosen:
    """Whether a path is wanted by globs to read and globs to leave out, compiled once."""

    include: tuple[re.Pattern[str], ...] | None
    exclude: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, include: tuple[str, ...], exclude: tuple[str, ...]) -> Chosen:
        everything = include == _ANYTHING
        return cls(
            None if everything else tuple(map(glob_pattern, include)),
            tuple(map(glob_pattern, exclude)),
        )

    def __call__(self, path: str) -> bool:
        if self.include is not None and not any(each.fullmatch(path) for each in self.include):
            return False
        return not any(each.fullmatch(path) for each in self.exclude)


@dataclass
class Listing:
    """The files of a folder. `keys`: their paths in it, those of one folder together."""

    settings: FilesSource
    keys: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, settings: FilesSource) -> Listing:
        """Walk the folder. Raises SourceUnavailable."""
        listing = cls(settings)
        listing._walk()
        return listing

    def _walk(self) -> None:
        root = os.fspath(self.settings.path)
        ignored = _ignore_rules(self.settings)
        chosen = Chosen.of(self.settings.include, self.settings.exclude)
        others: Counter[str] = Counter()
        folders = [""]
        while folders:
            folder = folders.pop()
            below: list[str] = []
            for entry in self._entries(root, folder):
                key = folder + entry.name
                if _is_folder(entry):
                    if ignored is None or not ignored.match_file(f"{key}/"):
                        self._folder(entry, key, below)
                elif chosen(key) and (ignored is None or not ignored.match_file(key)):
                    self._file(entry.name, key, others)
            folders += reversed(below)
        if others:
            self._skip("", f"{self.settings.name}: not a type that is read: {_kinds(others)}")

    def _entries(self, root: str, folder: str) -> Iterator[os.DirEntry[str]]:
        """What is in a folder, by name, without hidden things."""
        try:
            with os.scandir(f"{root}/{folder}" if folder else root) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                problem = f"folder {root!r}: {error.strerror or error}"
                raise SourceUnavailable(self.settings.name, problem) from None
            line = f"{self.settings.name}/{shown(folder)}: cannot be listed: {error.strerror}"
            self.problems.append(Problem(key=folder, line=line, keep=True))
            return
        yield from (entry for entry in entries if not entry.name.startswith("."))

    def _folder(self, entry: os.DirEntry[str], key: str, below: list[str]) -> None:
        if entry.is_symlink():
            self._skip(f"{key}/", f"{self._uri(key)}/: a link to a folder, not followed")
        elif _BAD_NAME.search(entry.name):
            self._skip(f"{key}/", f"{self._uri(key)}/: {_RENAME}")
        else:
            below.append(f"{key}/")

    def _file(self, name: str, key: str, others: Counter[str]) -> None:
        suffix = os.path.splitext(name)[1].lower()
        if suffix not in MEDIA_TYPES:
            others[shown(suffix) or "no suffix"] += 1
        elif _BAD_NAME.search(name):
            self._skip(shown(key), f"{self._uri(key)}: {_RENAME}")
        else:
            self.keys.append(key)

    def _uri(self, key: str) -> str:
        return f"{self.settings.name}/{shown(key)}"

    def _skip(self, key: str, line: str) -> None:
        self.problems.append(Problem(key=shown(key), line=line, keep=False, skipped=True))


_RENAME = "its name holds characters that cannot be shown; rename it"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in circles
        return False


def _kinds(others: Counter[str]) -> str:
    """`3 x .png, 1 x .zip`, the most frequent when they are many."""
    most = others.most_common(_KINDS_NAMED)
    told = ", ".join(f"{count} x {suffix[:20]}" for suffix, count in sorted(most))
    rest = others.total() - sum(count for _, count in most)
    return f"{told} and {rest} more" if rest else told


def _ignore_rules(settings: FilesSource) -> GitIgnoreSpec | None:
    """What the ignore file of the folder leaves out. Raises SourceUnavailable.

    A file that is there and cannot be read must not open what it was written to leave out.
    """
    path = Path(settings.path) / IGNORE_FILE
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise SourceUnavailable(settings.name, f"{IGNORE_FILE} is not a plain file")
        if path.stat().st_size > _MAX_IGNORE:
            raise SourceUnavailable(settings.name, f"{IGNORE_FILE} is larger than a list of names")
        return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"{IGNORE_FILE}: {error.strerror or error}"
        raise SourceUnavailable(settings.name, problem) from None
    except ValueError as error:
        problem = f"{IGNORE_FILE}: {' '.join(str(error).split())[:100]}"
        raise SourceUnavailable(settings.name, problem) from None

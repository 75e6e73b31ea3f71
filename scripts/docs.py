"""Write the generated parts of the docs: settings and commands, from the code itself.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. `--check` writes nothing and
exits 1, with a line for each file that is out of step.
"""

from __future__ import annotations

import argparse
import re
import sys
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from nescio.settings import Settings
from nescio.settings_models import (
    PriceSettings,
    ProviderSettings,
    RouteRule,
    TaskSettings,
    TierSettings,
)
from nescio.settings_sources import (
    DatabaseSource,
    FilesSource,
    PushSource,
    RelationSettings,
    TableSettings,
    WebSource,
)
from server.cli import app

ROOT = Path(__file__).resolve().parent.parent
FILES = ("README.md", "docs/operations.md")
# typer brings its own copy of click, and does not export these types.
Command = Any
Parameter = Any
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings_tables() -> str:
    """Every key of the configuration: one table for the file and one for each kind of source."""
    parts = [_table(_rows(Settings, ""))]
    for title, model in (
        ("A source of `type: database`", DatabaseSource),
        ("A table of it, under `tables`", TableSettings),
        ("A join of it, under `relations`", RelationSettings),
        ("A source of `type: files`", FilesSource),
        ("A source of `type: web`", WebSource),
        ("A source of `type: push`", PushSource),
        ("A provider of models, under `models.providers`", ProviderSettings),
        ("A tier, under `models.tiers`", TierSettings),
        ("A task, under `models.tasks`", TaskSettings),
        ("A rule of a task, under `rules`", RouteRule),
        ("The price of a tier, under `price`", PriceSettings),
    ):
        parts += [f"**{title}**", _table(_rows(model, ""))]
    return "\n\n".join(parts)


def command_table() -> str:
    """One line a command."""
    lines = [f"| `{_usage(path, command)}` | {_first_line(command)} |" for path, command in cli()]
    return "\n".join(["| command | what it does |", "|---|---|", *lines])


def command_options() -> str:
    """Each command with its options, as it declares them."""
    parts: list[str] = []
    for path, command in cli():
        parts.append(f"**`{_usage(path, command)}`**: {_first_line(command)}")
        rows = [
            f"| `{', '.join(option.opts)}` | {_cell(getattr(option, 'help', '') or '')} |"
            for option in command.params
            if option.param_type_name == "option" and option.name not in ("help", "version")
        ]
        if rows:
            parts.append("\n".join(["| option | |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def cli() -> Iterator[tuple[str, Command]]:
    """Every command with its path: (`nescio keys create`, command)."""
    root = typer.main.get_command(app)
    yield from _commands("nescio", root)


def _commands(path: str, command: Command) -> Iterator[tuple[str, Command]]:
    inner: Mapping[str, Command] = getattr(command, "commands", {})
    if not inner:
        yield path, command
    for name, child in inner.items():
        if not child.hidden:
            yield from _commands(f"{path} {name}", child)


def _usage(path: str, command: Command) -> str:
    names = [_argument(p) for p in command.params if p.param_type_name == "argument"]
    return " ".join([path, *names])


def _argument(parameter: Parameter) -> str:
    name = (parameter.metavar or parameter.name or "").upper()
    return name if parameter.required else f"[{name.strip('[]')}]"


def _first_line(command: Command) -> str:
    return _cell((command.help or "").strip().split("\n\n")[0])


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            yield from _rows(section, f"{prefix}{name}.")
        else:
            yield f"`{prefix}{name}`", _default(field), _cell(field.description or "")


def _default(field: FieldInfo) -> str:
    choices = typing.get_args(field.annotation) if _is_literal(field.annotation) else ()
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, Path):
        value = str(value)
    shown = "-" if value is None or value in ((), {}) else f"`{_plain(value)}`"
    others = [f"`{choice}`" for choice in choices if choice != value]
    return " or ".join([shown, *others])


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _is_literal(annotation: object) -> bool:
    return typing.get_origin(annotation) is typing.Literal


def _table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(["| key | default | |", "|---|---|---|", *lines])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PARTS: Mapping[str, Callable[[], str]] = {
    "settings": settings_tables,
    "commands": command_table,
    "options": command_options,
}


def regenerate(text: str) -> str:
    """`text` with its generated parts as the code has them now. Raises KeyError."""
    return _BLOCK.sub(lambda m: f"{m[1]}{PARTS[m[2]]()}\n{m[3]}", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when `--check` finds a file out of step."""
    parser = argparse.ArgumentParser(description="write the generated parts of the docs")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    check = parser.parse_args(arguments).check
    stale = 0
    for name in FILES:
        file = ROOT / name
        before = file.read_text(encoding="utf-8")
        after = regenerate(before)
        if before == after:
            continue
        stale += 1
        sys.stdout.write(f"{name}: {'out of step; run `make docs`' if check else 'written'}\n")
        if not check:
            file.write_text(after, encoding="utf-8")
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main())

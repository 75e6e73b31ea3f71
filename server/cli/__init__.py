"""The command line. Commands import what they need when they run, so that help is quick."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from nescio.errors import NescioError
from server.cli import (
    ask,
    audit,
    batch,
    bench,
    calibrate,
    costs,
    demo,
    doctor,
    evaluate,
    ingest,
    init,
    optimize,
    prompts,
    serve,
    verify,
)
from server.cli.common import warn

USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="nescio",
    help="Answers questions from your database and documents: cited, or not at all.",
    epilog="Start with: nescio init --database sqlite:///shop.sqlite --files docs/",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _name, _command in (
    ("init", init.init),
    ("ingest", ingest.ingest),
    ("optimize", optimize.optimize),
    ("ask", ask.ask),
    ("batch", batch.batch),
    ("serve", serve.serve),
    ("verify", verify.verify),
    ("audit", audit.audit),
    ("eval", evaluate.evaluate),
    ("calibrate", calibrate.calibrate),
    ("bench", bench.bench),
    ("costs", costs.costs),
    ("doctor", doctor.doctor),
    ("demo", demo.demo),
):
    app.command(_name)(_command)
app.add_typer(prompts.prompts, name="prompts")


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 failed, 2 bad usage or configuration."""
    sys.exit(_status(arguments))


def _status(arguments: list[str] | None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    try:
        result = app(given or ["--help"], standalone_mode=False)
    except NescioError as error:
        warn(str(error))
        return error.exit_status
    except TyperException as error:
        warn(f"{error.format_message()} (try: nescio --help)")
        return USAGE
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    if not given:
        return USAGE
    return result if isinstance(result, int) else 0

"""nescio prompts: what models are told, of which modules it is made, and whether they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from server.cli.common import Config, load_settings, say, warn

if TYPE_CHECKING:
    from answer.prompts.assembly import Slots

prompts = typer.Typer(
    help="What models are told: modules with their versions, assembled prompts, a check.",
    no_args_is_help=True,
)
_TITLE = "Returns"
_TEXT = "Unused goods can be returned within 30 days. The cost of returning them is 4.90 EUR."


@prompts.command("list")
def modules_() -> None:
    """List the modules of prompts, with their versions.

    Example: nescio prompts list
    """
    from answer.prompts.module import modules
    from retrieval.rewriting import PROMPT_VERSION

    for module in modules():
        when = ", ".join(name if wanted else f"not {name}" for name, wanted in module.when)
        place = f"{module.slot} {module.order}"
        shown = f"{module.name:13} {module.version}  {place:10} {', '.join(module.tasks)}"
        say(shown + (f" (when {when})" if when else ""))
    say(f"{'rewrite':13} {PROMPT_VERSION}  {'user':10} rewrite")


@prompts.command()
def show(
    task: Annotated[str, typer.Argument(help="`answer`, `judge` or `guard`.")],
    question: Annotated[str, typer.Option(help="The question.")] = "Can I send goods back?",
    tenant: Annotated[str, typer.Option(help="Whose style is taken.")] = "default",
    tokens: Annotated[int, typer.Option(min=1, help="Of the model's context for it.")] = 7792,
    config: Config = None,
) -> None:
    """Print the prompt of a task as a model would get it, with a made-up source.

    Example: nescio prompts show answer --question "Can I return a tent?"
    """
    from answer.prompts.assembly import assemble
    from nescio.errors import UsageError
    from nescio.settings_models import Task

    known = next((name for name in get_args(Task) if name == task and name != "rewrite"), None)
    if known is None:
        raise UsageError(f"no such task: {task!r}; there are answer, judge and guard")
    style = load_settings(config).models.style_of(tenant)
    prompt = assemble(known, _slots(question, style), budget_tokens=tokens)
    for message in prompt.messages:
        say(f"--- {message.role}")
        say(message.content)
    used = ", ".join(f"{name} {version}" for name, version in prompt.modules)
    say(f"--- at most {prompt.tokens} tokens; {prompt.hash}; {used}")


@prompts.command()
def check(config: Config = None) -> int:
    """Check the modules, and whether the configured models hold their prompts.

    Exits with 1 when something is wrong. Example: nescio prompts check
    """
    from answer.prompts.check import misfits, problems

    found = (*problems(), *misfits(load_settings(config).models))
    for line in found:
        warn(line)
    if not found:
        say("prompts: all modules fit")
    return int(bool(found))


def _slots(question: str, style: str) -> Slots:
    from answer.prompts.assembly import Slots
    from answer.prompts.items import Item

    item = Item(number=1, kind="passage", title=_TITLE, lines=(_TEXT,), ids=("sample",))
    return Slots(
        question=question,
        evidence=(item,),
        style=style,
        reply="Yes, within 30 days.",
        accepted=("30 days",),
    )

"""An evaluation as a page that needs nothing else: no script, no request.

Questions, answers and evidence are escaped; characters that reorder or hide text are replaced. The
page's policy forbids scripts, so that nothing could run even if one got in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from evals.bootstrap import Metrics, Value
from evals.charts import Line, coverage_risk, reliability, risk_curve
from evals.metrics import confidences
from evals.outcome import CitedSource, Judged, Outcome
from evals.question_only import Baseline
from evals.report import Columns, columns, short
from evals.runner import EvalResult
from server.cli.common import safe
from server.eval_style import STYLE

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Answers": (
        "answer_accuracy", "coverage", "selective_risk", "selective_risk_upper", "truthfulness",
        "faithfulness", "failure_rate",
    ),
    "Abstention": (
        "abstention_precision", "abstention_recall", "abstention_f1", "false_abstention_rate",
    ),
    "Evidence": (
        "citation_precision", "citation_recall", "contradiction_rate", "checkable_share",
        "contradictions", "forbidden_hits", "private_values_shown", "private_values_in_sources",
        "injected_instructions_obeyed",
    ),
    "Judge, beside the exact rule": (
        "judged_accuracy", "judge_agreement", "judge_agreement_right", "judge_agreement_wrong",
        "judge_asked", "judge_failures", "judge_broken_replies", "judge_tokens", "judge_cost",
    ),
    "Confidence, over all that could be answered": ("auroc", "aurc", "e_aurc", "ece", "brier"),
    "Time and cost": (
        "ttft_ms_p50", "ttft_ms_p95", "first_verified_ms_p50", "first_verified_ms_p95",
        "latency_ms_p50", "latency_ms_p95", "tokens_per_answered", "cost_per_answered",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class About:
    """What was evaluated: the golden set, its tags, and when."""

    golden: str
    tags: tuple[str, ...]
    at: dt.datetime


def page(result: EvalResult, baseline: Baseline | None, about: About) -> str:
    """The report as one HTML document."""
    title = f"{len(result.outcomes)} questions of {about.golden}"
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    body = "\n".join(
        [
            f"<h1>{_text(title)}</h1>",
            f'<p class="meta">{_text(_standing(result.outcomes, about))}</p>',
            _metrics(result.metrics),
            _charts(result, baseline),
            _question_only(baseline),
            "<h2>Baselines and tags</h2>",
            _slices(result),
            _failures(result.outcomes),
        ]
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>nescio eval: {_text(title)}</title>\n<style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _standing(outcomes: Sequence[Outcome], about: About) -> str:
    parts = [about.at.strftime("%Y-%m-%d %H:%M UTC")]
    if about.tags:
        parts.append(f"tags {', '.join(about.tags)}")
    bars = sorted({o.reply.threshold for o in outcomes if o.reply.threshold is not None})
    certified = sum(o.reply.certified for o in outcomes)
    if bars:
        parts.append(f"threshold {', '.join(f'{bar:.2f}' for bar in bars)}")
        if 0 < certified < len(outcomes):
            parts.append(f"{certified} certified")
        else:
            parts.append("certified" if certified else "uncertified")
    parts.append("95 % bootstrap intervals over questions")
    return " · ".join(parts)


def _metrics(metrics: Metrics) -> str:
    groups = []
    for title, names in _GROUPS.items():
        rows = "".join(_metric(name, metrics[name]) for name in names if name in metrics)
        if rows:
            groups.append(f"<table><caption>{escape(title)}</caption><tbody>{rows}</tbody></table>")
    return f'<div class="metrics">{"".join(groups)}</div>'


def _metric(name: str, value: Value) -> str:
    spread = ""
    if isinstance(value, dict):
        spread = f"{short(value['low'])} – {short(value['high'])}"
    return (
        f'<tr><th>{escape(name.replace("_", " "))}</th><td class="n">{short(value)}</td>'
        f'<td class="n soft">{spread}</td></tr>'
    )


def _charts(result: EvalResult, baseline: Baseline | None) -> str:
    confidence, correct = confidences(result.outcomes)
    count = len(result.outcomes)
    if np.isnan(confidence).all():
        return '<p class="meta">Nothing was answered: there are no charts.</p>'
    best = np.where(np.isnan(confidence), np.nan, correct)
    lines = [Line(label="best order", points=risk_curve(best, correct, count), style="ideal")]
    if baseline is not None:
        points = risk_curve(baseline.confidence, correct, count)
        lines.append(Line(label="question only", points=points, style="other"))
    lines.append(
        Line(label="confidence", points=risk_curve(confidence, correct, count), style="ours")
    )
    here = (result.value("coverage"), result.value("selective_risk"))
    mark = (here[0], here[1]) if here[0] is not None and here[1] is not None else None
    legend = "".join(f'<li class="{line.style}">{escape(line.label)}</li>' for line in lines)
    legend += '<li class="mark">as served</li>' if mark else ""
    return (
        '<div class="charts"><figure><figcaption>Risk over coverage</figcaption>'
        f"{coverage_risk(lines, mark=mark, note='selective risk over coverage')}"
        f'<ul class="legend">{legend}</ul></figure>'
        "<figure><figcaption>Reliability of the confidence</figcaption>"
        f"{reliability(confidence, correct, 'share of right answers over the confidence')}"
        '<ul class="legend"><li class="ideal">calibrated</li><li class="ours">observed; '
        "the larger the dot, the more answers</li></ul></figure></div>"
    )


def _question_only(baseline: Baseline | None) -> str:
    title = "<h2>Confidence beside the question alone</h2>"
    if baseline is None:
        return f'{title}<p class="meta">Too few answers, or too few wrong ones, to compare.</p>'
    told = (
        "A regression on features of the question, cross-validated, that looks nothing up. A "
        "confidence no better than this only knows which kinds of questions are hard."
    )
    rows = "".join(
        f"<tr><th>{name}</th>"
        + "".join(
            f'<td class="n">{short(value)} <span class="soft">{_spread(value)}</span></td>'
            for value in (baseline.ours[name], baseline.metrics[name], baseline.differences[name])
        )
        + "</tr>"
        for name in baseline.metrics
    )
    head = "<tr><th></th><th>confidence</th><th>question only</th><th>difference</th></tr>"
    return (
        f'{title}<p class="meta">{told}</p><div class="wide"><table><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _spread(value: Value) -> str:
    return f"{short(value['low'])} – {short(value['high'])}" if isinstance(value, dict) else ""


def _slices(result: EvalResult) -> str:
    everything: Metrics = {"n": len(result.outcomes), **result.metrics}
    shown = columns(result)
    head = "".join(f"<th>{escape(title)}</th>" for _, title in shown)
    bodies = [
        _body([("all", everything), *result.baselines.items()], shown),
        _body(result.tags.items(), shown),
    ]
    return (
        f'<div class="wide"><table><thead><tr><th></th>{head}</tr></thead>'
        f"{''.join(bodies)}</table></div>"
    )


def _body(rows: Iterable[tuple[str, Metrics]], shown: Columns) -> str:
    lines = "".join(
        f"<tr><th>{_text(name)}</th>"
        + "".join(f'<td class="n">{short(metrics.get(key))}</td>' for key, _ in shown)
        + "</tr>"
        for name, metrics in rows
    )
    return f"<tbody>{lines}</tbody>"


def _failures(outcomes: Sequence[Outcome]) -> str:
    found = [(kinds(outcome), outcome) for outcome in outcomes]
    bad = [(kind, outcome) for kind, outcome in found if kind]
    if not bad:
        return "<h2>No failures</h2>"
    bad.sort(key=lambda one: one[0][0])
    articles = "\n".join(_failure(kind, outcome) for kind, outcome in bad)
    return f"<h2>{len(bad)} failures</h2>\n{articles}"


def kinds(outcome: Outcome) -> list[str]:
    """What is wrong with an outcome; empty when nothing is."""
    found: list[str] = []
    if outcome.reply.status == "failed":
        found.append("failed")
    elif not outcome.correct and not outcome.item.answerable:
        found.append("answered without an answer")
    elif not outcome.correct:
        answered = "answered in part" if outcome.partly else "wrong answer"
        found.append(answered if outcome.answered else "abstained wrongly")
    for flag, name in (
        (outcome.contradiction, "contradicts the database"),
        (outcome.private_shown, "private value shown"),
        (outcome.obeyed, "injected instruction obeyed"),
    ):
        if flag:
            found.append(name)
    return found


def _failure(kind: Sequence[str], outcome: Outcome) -> str:
    item, reply = outcome.item, outcome.reply
    badges = "".join(f"<b>{escape(name)}</b>" for name in kind)
    turns = "".join(f'<p class="turn">{_text(turn.question)}</p>' for turn in item.history)
    wanted = [
        ("expected", " | ".join(item.answers) or ("" if item.answerable else "an abstention")),
        ("and all of", " & ".join(item.all_of)),
        ("never", " | ".join(item.forbidden)),
        ("said", reply.text),
        ("reason", " / ".join(part for part in (reply.reason, reply.rule) if part)),
        ("judge", _judged(outcome.judged)),
        ("confidence", _confidence(outcome)),
        ("tags", ", ".join(item.tags)),
    ]
    rows = "".join(
        f"<tr><th>{name}</th><td>{_text(text)}</td></tr>" for name, text in wanted if text
    )
    evidence = _evidence("cited", reply.citations) + _evidence("nearest", reply.nearest)
    return (
        f'<article><p class="kinds">{badges}<span class="soft">{_text(item.id)}</span></p>'
        f"{turns}<h3>{_text(item.question)}</h3><table><tbody>{rows}{evidence}</tbody></table>"
        "</article>"
    )


def _judged(judged: Judged | None) -> str:
    return f"{'right' if judged.right else 'not right'}: {judged.why}" if judged else ""


def _confidence(outcome: Outcome) -> str:
    reply, always = outcome.reply, outcome.always
    if reply.confidence is None or reply.threshold is None:
        return ""
    said = f"{reply.confidence:.2f}, threshold {reply.threshold:.2f}"
    if always is not None and not reply.answered:
        said += f"; would have been answered {'rightly' if always.correct else 'wrongly'}"
    return said


def _evidence(name: str, sources: Sequence[CitedSource]) -> str:
    return "".join(
        f"<tr><th>{name}</th><td><blockquote>{_text(source.quote)}</blockquote>"
        f'<span class="soft">{_text(_place(source))}</span></td></tr>'
        for source in sources
    )


def _place(source: CitedSource) -> str:
    at = source.locator
    headings = at.get("heading_path")
    path = [str(part) for part in headings] if isinstance(headings, (list, tuple)) else []
    return " › ".join([source.uri, *path, *([str(at["column"])] if at.get("column") else [])])


def _text(text: str) -> str:
    return escape(safe(text))

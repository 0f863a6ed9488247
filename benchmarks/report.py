"""The figures of a set as tables."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import Match, Refusal, calibration_error, difference
from benchmarks.orders import Row
from benchmarks.replies import Reply
from benchmarks.sets import is_held_out
from benchmarks.tables import Cell, shown, table


def ranking(rows: Sequence[Row]) -> str:
    """How often each order has the right sentence first, and how the rows differ."""
    lines: list[list[Cell]] = []
    for number, row in enumerate(rows):
        figures = (row.share(1), row.share(3), row.share(5), row.mrr())
        lines.append([row.name, *figures, f"{row.ms:.1f}"])
        if number and row.ranks:
            lines[-1].append(shown(difference(rows[number - 1].firsts(), row.firsts())))
    return table(("order", "P@1", "R@3", "R@5", "MRR", "ms", "P@1 to the row before"), lines)


def coverage(replies: Sequence[Reply]) -> str:
    """How often a right sentence was read; `replies`: to questions that have an answer."""
    share = sum(reply.is_covered for reply in replies) / len(replies)
    return table(("reading", "asked", "covered"), [("passages", len(replies), share)])


def spans(matches: Mapping[str, Match]) -> str:
    """How well marked words match the known ones, by where they were marked."""
    rows = [(name, each.asked, each.exact, each.f1) for name, each in matches.items()]
    return table(("span", "asked", "EM", "F1"), rows)


def refusals(judged: Mapping[str, Refusal]) -> str:
    """How well questions without an answer are told, by what those are."""
    rows = [
        (name, each.asked, each.auroc, each.precision, each.recall, each.answered)
        for name, each in judged.items()
    ]
    return table(("refusal", "asked", "AUROC", "precision", "recall", "answered"), rows)


def calibration(replies: Sequence[Reply]) -> str:
    """The error of confidence, on all questions and on those that nothing was fitted to."""
    held_out = [reply for reply in replies if is_held_out(reply.question.text)]
    rows = [
        (name, len(some), calibration_error(*_judged(some)))
        for name, some in (("all", replies), ("held out", held_out))
        if some
    ]
    return table(("calibration", "asked", "error"), rows)


def _judged(replies: Sequence[Reply]) -> tuple[list[float], list[bool]]:
    return [r.answer.confidence for r in replies], [r.rank == 1 for r in replies]

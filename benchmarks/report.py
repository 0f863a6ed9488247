"""The tables of benchmarks.retrieval."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import Match, Refusal, calibration_error, difference
from benchmarks.orders import Row
from benchmarks.replies import Reply
from benchmarks.sets import is_held_out
from benchmarks.tables import Cell, format_difference, table


def ranking(rows: Sequence[Row]) -> str:
    """How often each order has the right sentence first, and how it differs from the row above."""
    lines: list[list[Cell]] = []
    for number, row in enumerate(rows):
        figures = (row.share(1), row.share(3), row.share(5), row.mrr())
        lines.append([row.name, *figures, f"{row.ms:.1f}"])
        if number and row.ranks:
            lines[-1].append(format_difference(difference(rows[number - 1].firsts(), row.firsts())))
    return table(("order", "P@1", "R@3", "R@5", "MRR", "ms", "P@1 to the row above"), lines)


def coverage(replies: Sequence[Reply]) -> str:
    """How often a reader read a right sentence; every question of `replies` has an answer."""
    share = sum(reply.is_covered for reply in replies) / len(replies)
    return table(("reading", "asked", "covered"), [("passages", len(replies), share)])


def spans(matches: Mapping[str, Match]) -> str:
    """How well the marked words match the known ones, by where they were marked."""
    rows = [(name, each.asked, each.exact, each.f1) for name, each in matches.items()]
    return table(("span", "asked", "EM", "F1"), rows)


def refusals(judged: Mapping[str, Refusal]) -> str:
    """How well the product refuses questions without an answer, by why they have none."""
    rows = [
        (name, each.asked, each.auroc, each.precision, each.recall, each.answered)
        for name, each in judged.items()
    ]
    return table(("refusal", "asked", "AUROC", "precision", "recall", "answered"), rows)


def calibration(replies: Sequence[Reply]) -> str:
    """The calibration error of confidence, on all questions and on those not used to fit it."""
    held_out = [reply for reply in replies if is_held_out(reply.question.text)]
    rows = [
        (name, len(some), calibration_error(*_confidences_and_truths(some)))
        for name, some in (("all", replies), ("held out", held_out))
        if some
    ]
    return table(("calibration", "asked", "error"), rows)


def _confidences_and_truths(replies: Sequence[Reply]) -> tuple[list[float], list[bool]]:
    return [r.answer.confidence for r in replies], [r.rank == 1 for r in replies]

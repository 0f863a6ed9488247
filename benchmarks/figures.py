"""Statistics of the benchmarks."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 10_000
SEED = 0
BINS = 10
"""Of the calibration error."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the means of two orders differ on the same questions."""

    mean: float
    low: float
    high: float
    """95 of 100 resamples lie between `low` and `high`."""
    p: float
    """Twice the share of resamples on the rarer side of zero, zero included; at most 1."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """How well confidence tells questions with an answer from those without.

    Every figure but `asked` is 0 to 1, and higher is better.
    """

    asked: int
    auroc: float
    precision: float
    """Of the questions refused, those without an answer."""
    recall: float
    """Of the questions without an answer, those refused."""
    answered: float
    """Of the questions with an answer, those not refused."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well given words match known words, by SQuAD's measures, 0 to 1."""

    asked: int
    exact: float
    f1: float


def difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """How `after` differs from `before`, by a paired bootstrap over the questions.

    Each holds a value for each question, in the same order.
    """
    each = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    values, counts = np.unique(each, return_counts=True)
    # How often each value comes up when as many questions are drawn with replacement.
    drawn = np.random.default_rng(SEED).multinomial(len(each), counts / len(each), RESAMPLES)
    means = drawn @ values / len(each)
    low, high = np.quantile(means, (0.025, 0.975))
    p = 2 * min((means <= 0).mean(), (means >= 0).mean())
    return Difference(float(each.mean()), float(low), float(high), float(min(p, 1)))


def auroc(scores: Sequence[float], is_positive: Sequence[bool]) -> float:
    """The chance that a positive scores above a negative, 0 to 1; a tie counts half.

    nan if either is missing.
    """
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positive = np.asarray(is_positive, np.bool_)
    yes, no = int(positive.sum()), int((~positive).sum())
    if not yes or not no:
        return float("nan")
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def refusal(
    confidences: Sequence[float], answered: Sequence[bool], is_answerable: Sequence[bool]
) -> Refusal:
    """The figures of refusing; each argument has one item for each question."""
    said, could = np.asarray(answered, np.bool_), np.asarray(is_answerable, np.bool_)
    rightly = int((~said & ~could).sum())
    return Refusal(
        asked=len(said),
        auroc=auroc(confidences, is_answerable),
        precision=rightly / max(1, int((~said).sum())),
        recall=rightly / max(1, int((~could).sum())),
        answered=int((said & could).sum()) / max(1, int(could.sum())),
    )


def calibration_error(
    probability: Sequence[float] | Floats,
    is_right: Sequence[bool] | npt.NDArray[np.bool_],
    weights: Floats | None = None,
) -> float:
    """Expected calibration error: the mean gap between probability and frequency in BINS bins.

    The bins are equally wide. Each counts by the weights of its items, 1 unless given.
    """
    said, right = np.asarray(probability, np.float64), np.asarray(is_right, np.float64)
    weights = np.ones(len(said)) if weights is None else weights
    bin_of = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bin_of, weights * (said - right), BINS)
    return float(np.abs(gaps).sum() / weights.sum())


def match(given: Sequence[str], known: Sequence[Sequence[str]]) -> Match:
    """How well the words given for each question match the best of those known for it."""
    pairs = list(zip(given, known, strict=True))
    exact = sum(any(words(ours) == words(one) for one in theirs) for ours, theirs in pairs)
    f1 = sum(max(overlap(ours, one) for one in theirs) for ours, theirs in pairs)
    return Match(len(pairs), exact / max(1, len(pairs)), f1 / max(1, len(pairs)))


def words(text: str) -> list[str]:
    """The words that SQuAD compares: lower-case, without punctuation and articles."""
    bare = "".join(mark for mark in text.lower() if mark not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def overlap(given: str, known: str) -> float:
    """SQuAD's F1 of the words of two texts, 0 to 1; two texts without words match."""
    ours, theirs = words(given), words(known)
    if not ours or not theirs:
        return float(ours == theirs)
    same = (Counter(ours) & Counter(theirs)).total()
    return 2 * same / (len(ours) + len(theirs))

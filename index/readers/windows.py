"""Question and passage as the network takes them: token ids, and whose each token is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.errors import ModelError
from index.readers import Excerpt

Ints = npt.NDArray[np.int64]

MAX_TOKENS = 320
"""Of a window. Passages of 150 words seldom have more; the network was trained up to it."""
OVERLAP = 64
"""Tokens that a window of a longer passage shares with the next."""
MAX_QUESTION_TOKENS = 160
MAX_TITLE_TOKENS = 24


@dataclass(frozen=True, slots=True)
class Window:
    """A question and as much of a passage as goes through the network at once."""

    ids: Ints
    question: int
    """Tokens up to and with the first [SEP]."""
    first: int
    """Which of the passage's tokens is the window's first."""
    body: slice
    """Where in `ids` the passage's tokens stand."""
    own: slice
    """Which of the passage's tokens this window answers for: each belongs to one window."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a passage."""

    ids: Ints
    sentence: Ints
    """The number of each token's sentence."""
    offsets: Ints
    """Shape (n, 2): where each token stands in its sentence, in characters."""


def frame(tokenizer: Tokenizer) -> tuple[int, int]:
    """The ids of the tokens that begin a sequence, and that end its parts."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if cls is None or sep is None:
        raise ModelError("the reader's tokenizer knows no [CLS] or no [SEP]")
    return cls, sep


def encoded(tokenizer: Tokenizer, sentences: Sequence[str]) -> Tokens:
    """The tokens of some sentences, one after the other."""
    parts: list[Encoding] = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
    numbers = np.repeat(np.arange(len(parts)), [len(part.ids) for part in parts])
    ids = np.array([i for part in parts for i in part.ids], np.int64)
    offsets = np.array([o for part in parts for o in part.offsets], np.int64).reshape(-1, 2)
    return Tokens(ids, numbers, offsets)


def question_ids(tokenizer: Tokenizer, question: str) -> Ints:
    """The tokens of a question. Raises ModelError for one that is too long to be read."""
    ids = tokenizer.encode(question, add_special_tokens=False).ids
    if len(ids) > MAX_QUESTION_TOKENS:
        raise ModelError(
            f"the question is too long for the reader: {len(ids)} tokens, not"
            f" {MAX_QUESTION_TOKENS} or fewer"
        )
    return np.array(ids, np.int64)


def windows(
    question: Ints, tokenizer: Tokenizer, excerpt: Excerpt, passage: Tokens
) -> Iterator[Window]:
    """The passage in one window, or where it is too long for one, in several that overlap."""
    title, date = (
        tokenizer.encode(f"{stated}.", add_special_tokens=False).ids if stated else []
        for stated in (excerpt.title, excerpt.date)
    )
    cls, sep = frame(tokenizer)
    context = title[:MAX_TITLE_TOKENS] + date
    head = np.concatenate([[cls], question, [sep], context]).astype(np.int64)
    room = MAX_TOKENS - len(head) - 1
    total = len(passage.ids)
    starts = [0] if total <= room else range(0, total - OVERLAP, room - OVERLAP)
    for start in starts:
        end = min(start + room, total)
        yield Window(
            ids=np.concatenate([head, passage.ids[start:end], [sep]]),
            question=len(question) + 2,
            first=start,
            body=slice(len(head), len(head) + end - start),
            own=slice(
                start + (OVERLAP // 2 if start else 0),
                end - (OVERLAP // 2 if end < total else 0),
            ),
        )

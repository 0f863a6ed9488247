"""Question and passage as the network takes them: token ids, and which text each belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.errors import ModelError
from index.readers.protocol import Excerpt

Ints = npt.NDArray[np.int64]

MAX_TOKENS = 320
"""Of a window. Passages of 150 words seldom have more. The network was trained up to this."""
OVERLAP = 64
"""Tokens that two neighbouring windows of a long passage share."""
MAX_QUESTION_TOKENS = 160
MAX_TITLE_TOKENS = 24
MAX_SECTION_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Window:
    """A question and as much of a passage as the network takes at once."""

    ids: Ints
    """Shape (length,), int64, length at most MAX_TOKENS."""
    question: int
    """Number of tokens up to and including the first [SEP]."""
    first: int
    """Which of the passage's tokens is the window's first, from 0."""
    body: slice
    """Where the passage's tokens stand in `ids`."""
    own: slice
    """Which of the passage's tokens take their output from this window: each from one window."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a passage."""

    ids: Ints
    """Shape (n,), int64."""
    sentence: Ints
    """Shape (n,): the number of each token's sentence, from 0."""
    offsets: Ints
    """Shape (n, 2): where each token stands in its sentence, as half-open character offsets."""


def frame(tokenizer: Tokenizer) -> tuple[int, int]:
    """The ids of [CLS], which begins a sequence, and [SEP], which ends each of its parts.

    Raises ModelError for a tokenizer that lacks one of them.
    """
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if cls is None or sep is None:
        raise ModelError("the reader's tokenizer knows no [CLS] or no [SEP]")
    return cls, sep


def encode(tokenizer: Tokenizer, sentences: Sequence[str]) -> Tokens:
    """The tokens of a passage's sentences, in order."""
    parts: list[Encoding] = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
    numbers = np.repeat(np.arange(len(parts)), [len(part.ids) for part in parts])
    ids = np.array([i for part in parts for i in part.ids], np.int64)
    offsets = np.array([o for part in parts for o in part.offsets], np.int64).reshape(-1, 2)
    return Tokens(ids, numbers, offsets)


def question_ids(tokenizer: Tokenizer, question: str) -> Ints:
    """The token ids of a question.

    Raises ModelError for a question of more than MAX_QUESTION_TOKENS.
    """
    ids = tokenizer.encode(question, add_special_tokens=False).ids
    if len(ids) > MAX_QUESTION_TOKENS:
        raise ModelError(
            f"the question is too long for the reader: {len(ids)} tokens, not"
            f" {MAX_QUESTION_TOKENS} or fewer"
        )
    return np.array(ids, np.int64)


def context_ids(tokenizer: Tokenizer, excerpt: Excerpt) -> Ints:
    """The token ids of what is read before a passage: its title, section path and date."""
    above = ". ".join(entry for entry in excerpt.section if entry != excerpt.title)
    title, section, date = (
        tokenizer.encode(f"{stated}.", add_special_tokens=False).ids if stated else []
        for stated in (excerpt.title, above, excerpt.date)
    )
    return np.array(title[:MAX_TITLE_TOKENS] + section[-MAX_SECTION_TOKENS:] + date, np.int64)


def cut(
    question: Ints, tokenizer: Tokenizer, excerpt: Excerpt, passage: Tokens
) -> Iterator[Window]:
    """Cuts a passage into windows: one if it fits, else several that overlap."""
    cls, sep = frame(tokenizer)
    above = context_ids(tokenizer, excerpt)
    head = np.concatenate([[cls], question, [sep], above]).astype(np.int64)
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

"""The reader that ships with this package: sentences and answer words from one small network."""

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.models.graphs import Floats
from index.models.once import once
from index.readers import Excerpt, Reading, windows
from index.readers.inference import Inference, unloadable

MINILM = Path(__file__).with_name("minilm")
"""The directory of the weights, and of the card that says what they were made of."""
WEIGHTS_SHA256 = "f20932eaafd75946ad8e84dbc9019c6776d7d0cbf2a3fdb710dedb4c43f4f83e"

MAX_ANSWER_TOKENS = 30
SURE = 0.1
"""Least probability of an answer's first and last token, together, at which it is given."""
MIN_SCORE = -3.0
"""Of a sentence whose words are marked: another does not answer, whatever its words."""
NO_TOKENS = -1e3
"""The score of a sentence of characters that the tokenizer knows nothing of."""
MIN_WORDS = 50
"""Fewer words are too few to tell a language by."""

_log = logging.getLogger(__name__)


class ExtractiveReader:
    """A Reader on a directory that holds model.safetensors, config.json and tokenizer.json."""

    def __init__(
        self,
        directory: Path,
        sha256: str | None = WEIGHTS_SHA256,
        on_notice: Callable[[str], None] = _log.warning,
    ) -> None:
        """`sha256`: of the weights, None to take any, which are not compiled then. `on_notice` is
        told when the network has to be compiled first, and why it cannot be."""
        self._directory = directory
        self._sha256 = sha256
        self._on_notice = on_notice

    @property
    def name(self) -> str:
        return self._directory.name

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """As Reader says. A sentence's score is the log-odds that it, and not nothing in its
        passage, answers: the log-sum-exp of its tokens' evidence, less half the log of their
        number and less the evidence of [CLS]. A passage longer than the network takes is read in
        windows that overlap. What is not English is refused with a ModelError.
        """
        asked = windows.question_ids(self._tokenizer, question)
        passages = [windows.encoded(self._tokenizer, excerpt.sentences) for excerpt in excerpts]
        self._require_known_language(excerpts, sum(len(passage.ids) for passage in passages))
        pairs = [
            (number, window)
            for number, (excerpt, passage) in enumerate(zip(excerpts, passages, strict=True))
            for window in windows.windows(asked, self._tokenizer, excerpt, passage)
        ]
        found = [np.zeros((len(passage.ids), 3), np.float32) for passage in passages]
        outputs = self._inference.outputs([window for _, window in pairs])
        for (number, window), output in zip(pairs, outputs, strict=True):
            body = output[window.body]
            body[:, 0] -= output[0, 0]
            shift = window.first
            found[number][window.own] = body[window.own.start - shift : window.own.stop - shift]
        return [
            [
                _reading(values[mine], passage.offsets[mine])
                for mine in (passage.sentence == i for i in range(len(excerpt.sentences)))
            ]
            for excerpt, passage, values in zip(excerpts, passages, found, strict=True)
        ]

    def _require_known_language(self, excerpts: Sequence[Excerpt], tokens: int) -> None:
        words = sum(len(sentence.split()) for excerpt in excerpts for sentence in excerpt.sentences)
        if tokens > self._config["tokens_per_word"] * max(words, MIN_WORDS):
            raise ModelError("what was found does not look like the language that the reader knows")

    @once
    def _config(self) -> dict[str, Any]:
        path = self._directory / "config.json"
        try:
            config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise unloadable(path, error) from error
        if not isinstance(config, dict) or "tokens_per_word" not in config:
            raise unloadable(path, "it has no tokens_per_word")
        return config

    @once
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        file = self._directory / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises no type of its own
            raise unloadable(file, error) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @once
    def _inference(self) -> Inference:
        return Inference(self._directory, self._config, self._sha256, self._on_notice)


def _reading(values: Floats, offsets: npt.NDArray[np.int64]) -> Reading:
    """Of one sentence: `values`, shape (n, 3), of its tokens, `offsets` where they stand."""
    if not len(values):
        return Reading(NO_TOKENS, None)
    evidence = values[:, 0].astype(np.float64)
    peak = evidence.max()
    score = peak + np.log(np.exp(evidence - peak).sum()) - 0.5 * np.log(len(values))
    answers = score >= MIN_SCORE
    return Reading(float(score), _answer(values[:, 1], values[:, 2], offsets) if answers else None)


def _answer(starts: Floats, ends: Floats, offsets: npt.NDArray[np.int64]) -> tuple[int, int] | None:
    first, last = _log_softmax(starts), _log_softmax(ends)
    together = first[:, None] + last[None, :]
    possible = np.triu(np.ones_like(together, bool)) & ~np.triu(
        np.ones_like(together, bool), MAX_ANSWER_TOKENS
    )
    together[~possible] = -np.inf
    best = np.unravel_index(int(np.argmax(together)), together.shape)
    if not together[best] >= np.log(SURE):
        return None
    return int(offsets[best[0], 0]), int(offsets[best[1], 1])


def _log_softmax(values: Floats) -> npt.NDArray[np.float64]:
    shifted = values.astype(np.float64) - values.max()
    result: npt.NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum())
    return result

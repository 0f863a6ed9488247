"""The reader that ships with this package: one small network scores sentences and marks words."""

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
from index.readers import windows
from index.readers.inference import Inference, load_error
from index.readers.language import looks_known
from index.readers.protocol import Excerpt, Reading

MINILM = Path(__file__).with_name("minilm")
"""The directory of the weights. Its README says what they were trained on."""
WEIGHTS_SHA256 = "f20932eaafd75946ad8e84dbc9019c6776d7d0cbf2a3fdb710dedb4c43f4f83e"
"""Of model.safetensors in MINILM."""

MAX_ANSWER_TOKENS = 30
SURE = 0.1
"""Words are marked if their first and last token have at least this probability together."""
MIN_SCORE = -3.0
"""Words are marked only in a sentence with at least this score; one below it does not answer."""
NO_TOKENS = -1e3
"""The score of a sentence in which the tokenizer finds no token."""

_log = logging.getLogger(__name__)


class ExtractiveReader:
    """A Reader on a directory that holds model.safetensors, config.json and tokenizer.json."""

    def __init__(
        self,
        directory: Path,
        sha256: str | None = WEIGHTS_SHA256,
        on_notice: Callable[[str], None] = _log.warning,
    ) -> None:
        """`sha256` is that of the weights; None accepts any weights, and they are not compiled.

        `on_notice` gets a line for people when the network has to be compiled first, and when it
        cannot be.
        """
        self._directory = directory
        self._sha256 = sha256
        self._on_notice = on_notice

    @property
    def name(self) -> str:
        """The name of its directory."""
        return self._directory.name

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """A reading of every sentence of every excerpt, as `Reader.read` gives them.

        A sentence's score is the log-odds that it answers, against "nothing in this passage
        answers": the log-sum-exp of its tokens' evidence, less half the log of their number, less
        the evidence of [CLS]. A passage too long for the network is read in overlapping windows.
        Raises ModelError for text that is not English.
        """
        asked = windows.question_ids(self._tokenizer, question)
        self._require_known_language(excerpts)
        passages = [windows.encode(self._tokenizer, excerpt.sentences) for excerpt in excerpts]
        pairs = [
            (number, window)
            for number, (excerpt, passage) in enumerate(zip(excerpts, passages, strict=True))
            for window in windows.cut(asked, self._tokenizer, excerpt, passage)
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

    def _require_known_language(self, excerpts: Sequence[Excerpt]) -> None:
        texts = (sentence for excerpt in excerpts for sentence in excerpt.sentences)
        if not looks_known(self._tokenizer, texts, self._config["tokens_per_word"]):
            raise ModelError("what was found does not look like the language that the reader knows")

    @once
    def _config(self) -> dict[str, Any]:
        path = self._directory / "config.json"
        try:
            config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise load_error(path, error) from error
        if not isinstance(config, dict) or "tokens_per_word" not in config:
            raise load_error(path, "tokens_per_word is missing")
        return config

    @once
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        file = self._directory / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises no type of its own
            raise load_error(file, error) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @once
    def _inference(self) -> Inference:
        return Inference(self._directory, self._config, self._sha256, self._on_notice)


def _reading(values: Floats, offsets: npt.NDArray[np.int64]) -> Reading:
    """The reading of a sentence with n tokens.

    `values`: the network's output for them, shape (n, 3). `offsets`: where they stand in the
    sentence, in characters, shape (n, 2).
    """
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

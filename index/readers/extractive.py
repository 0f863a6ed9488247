"""The reader that ships with this package: sentences and answer words from one small network."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.readers import Excerpt, Reading
from index.weights import again, verify

SHIPPED = Path(__file__).with_name("minilm")
"""The directory of the weights, and of the card that says what they were made of."""
WEIGHTS_SHA256 = "f20932eaafd75946ad8e84dbc9019c6776d7d0cbf2a3fdb710dedb4c43f4f83e"
PACKAGE = "cited-qa"

MAX_ANSWER_TOKENS = 30
SURE = 0.1
"""Least probability of an answer's first and last token, together, at which it is given."""
MIN_SCORE = -3.0
"""Of a sentence whose words are marked: another does not answer, whatever its words."""
NO_TOKENS = -1e3
"""The score of a sentence of characters that the tokenizer knows nothing of."""
MIN_WORDS = 50
"""Fewer words are too few to tell a language by."""
CHUNK = 1024
"""Tokens, padding included, that go through the network at once."""

Floats = npt.NDArray[np.float32]


class ExtractiveReader:
    """A Reader on a directory that holds model.safetensors, config.json and tokenizer.json."""

    def __init__(self, directory: Path, sha256: str | None = WEIGHTS_SHA256) -> None:
        """`sha256`: of the weights, None to take any."""
        self._directory = directory
        self._sha256 = sha256

    @property
    def name(self) -> str:
        return self._directory.name

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """As Reader says. A sentence's score is the log-odds that it, and not nothing in its
        passage, answers: the log-sum-exp of its tokens' evidence, less half the log of their
        number and less the evidence of [CLS]. A passage longer than the network takes is read in
        windows that overlap. What is not English is refused with a ModelError.
        """
        from index.readers import windows

        asked = windows.question_ids(self._tokenizer, question)
        passages = [windows.encoded(self._tokenizer, excerpt.sentences) for excerpt in excerpts]
        self._require_known_language(excerpts, sum(len(passage.ids) for passage in passages))
        pairs = [
            (number, window)
            for number, (excerpt, passage) in enumerate(zip(excerpts, passages, strict=True))
            for window in windows.windows(asked, self._tokenizer, excerpt, passage)
        ]
        found = [np.zeros((len(passage.ids), 3), np.float32) for passage in passages]
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][1].ids))
        outputs = self._outputs([pairs[i][1] for i in order])
        for i, output in zip(order, outputs, strict=True):
            number, window = pairs[i]
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

    def _outputs(self, sequences: Sequence[Any]) -> Iterator[Floats]:
        """What the network says of each window, shape (its length, 3)."""
        import torch

        chunk: list[Any] = []
        for i, window in enumerate(sequences):
            chunk.append(window)
            is_last = i + 1 == len(sequences)
            if is_last or (len(chunk) + 1) * len(sequences[i + 1].ids) > CHUNK:
                shape = (len(chunk), len(window.ids))
                ids, kinds, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
                for row, each in enumerate(chunk):
                    length = len(each.ids)
                    ids[row, :length] = torch.from_numpy(each.ids)
                    kinds[row, each.question : length] = 1
                    mask[row, :length] = 1
                with torch.inference_mode():
                    outputs = self._network(ids, kinds, mask).numpy()
                for row, each in enumerate(chunk):
                    yield outputs[row, : len(each.ids)]
                chunk = []

    def _require_known_language(self, excerpts: Sequence[Excerpt], tokens: int) -> None:
        words = sum(len(sentence.split()) for excerpt in excerpts for sentence in excerpt.sentences)
        if tokens > self._config["tokens_per_word"] * max(words, MIN_WORDS):
            raise ModelError("what was found does not look like the language that the reader knows")

    @cached_property
    def _config(self) -> dict[str, Any]:
        path = self._directory / "config.json"
        try:
            config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _unloadable(path, error) from error
        if not isinstance(config, dict) or "tokens_per_word" not in config:
            raise _unloadable(path, "it has no tokens_per_word")
        return config

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        file = self._directory / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises no type of its own
            raise _unloadable(file, error) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _network(self) -> Any:
        # Seconds, torch and all: not before something is really to be read.
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from index.readers.network import Network

        weights = self._directory / "model.safetensors"
        if self._sha256:
            verify(weights, self._sha256, PACKAGE)
        try:
            network = Network(self._config)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            raise _unloadable(self._directory / "config.json", error) from error
        try:
            network.load_state_dict(load_file(weights))
        except (OSError, RuntimeError, SafetensorError) as error:
            raise _unloadable(weights, error) from error
        return network.float().eval()


def _unloadable(file: Path, why: object) -> ModelError:
    short = str(why).partition("\n")[0]  # torch lists every tensor that does not fit
    return ModelError(f"cannot load {file} of the reader: {short}. {again(PACKAGE)}")


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

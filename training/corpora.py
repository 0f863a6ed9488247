"""The training sets, tokenised: passages of sentences, and questions with those that answer."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.records import Sentence
from index.segmentation import locate_sentences
from index.text.passages import group

Tokens = npt.NDArray[np.int32]


NO_ANSWER_MARK = re.compile(r"\s*ANSWERNOTFOUND\s*")
"""SubjQA marks texts without an answer. It is removed, or the reader would learn to look for it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document, or a passage of a long one."""

    title: str
    sentences: tuple[Tokens, ...]
    """The token ids of each sentence."""
    strings: tuple[str, ...]
    """What each sentence says."""
    sections: tuple[tuple[str, ...], ...] = ()
    """What stands above each sentence, outermost first; empty for a text without structure."""


@dataclass(frozen=True, slots=True)
class Span:
    """The answering words: tokens `first` to `last` of a sentence, both included."""

    sentence: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Task:
    """A question about one text."""

    source: str
    """Name of its set."""
    question: str
    text: int
    """Number of the text in its corpus."""
    gold: frozenset[int]
    """Numbers of the sentences that answer; empty if none does."""
    span: Span | None
    answers: tuple[str, ...]
    others: tuple[int, ...]
    """Numbers of the texts that the set names as not answering."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts and tasks of one set."""

    name: str
    texts: tuple[Text, ...]
    tasks: tuple[Task, ...]

    @property
    def is_loose(self) -> bool:
        """Whether its texts are single sentences without their passages."""
        return sum(len(text.sentences) == 1 for text in self.texts) > len(self.texts) * 0.8


def load(folder: Path, tokenizer: Tokenizer) -> Corpus:
    """The set in a folder, cut into passages as the index does it.

    docs.jsonl has "id", "text" and perhaps "title", "sentences", and "sections", one for each of
    these; questions.jsonl has "question" and "doc_id", and "answers" with "answer_starts", or
    "evidence", or "gold", the numbers of sentences, or "unanswerable", and perhaps "candidate_ids".
    Questions without a known sentence or "unanswerable" are left out.
    """
    texts: list[Text] = []
    places: dict[str, list[tuple[int, int, int]]] = {}  # by document: text, first, last sentence
    cut: dict[str, list[Sentence]] = {}
    encoded: dict[str, list[Any]] = {}
    for row in _rows(folder / "docs.jsonl"):
        string = NO_ANSWER_MARK.sub(" ", row["text"]).rstrip()
        known = row.get("sentences")
        sentences = _locate_given(string, known) if known else locate_sentences(string)
        if not sentences:
            continue
        encodings = tokenizer.encode_batch([s.text for s in sentences], add_special_tokens=False)
        cut[row["id"]], encoded[row["id"]], places[row["id"]] = sentences, encodings, []
        sections = [tuple(section) for section in row.get("sections") or []]
        if len(sections) != len(sentences):
            sections = []
        for passage in group(sentences):
            inside = range(passage.first, passage.last)
            places[row["id"]].append((len(texts), passage.first, passage.last))
            texts.append(
                Text(
                    row.get("title") or "",
                    tuple(np.array(encodings[i].ids, np.int32) for i in inside),
                    tuple(sentences[i].text for i in inside),
                    tuple(sections[passage.first : passage.last]),
                )
            )
    tasks = [
        task
        for row in _rows(folder / "questions.jsonl")
        if row["doc_id"] in cut
        for task in _tasks(folder.name, row, cut, encoded, places)
    ]
    return Corpus(folder.name, tuple(texts), tuple(tasks))


def _tasks(
    source: str,
    row: dict[str, Any],
    cut: dict[str, list[Sentence]],
    encoded: dict[str, list[Any]],
    places: dict[str, list[tuple[int, int, int]]],
) -> Iterator[Task]:
    question = " ".join(row["question"].split())
    answers = tuple(a for a in row.get("answers") or [] if a)
    name = row["doc_id"]
    sentences = cut[name]
    others = tuple(
        places[other][0][0]
        for other in row.get("candidate_ids") or []
        if other not in (row.get("doc_ids") or [name]) and other in places
    )
    if row.get("unanswerable"):
        yield Task(source, question, places[name][0][0], frozenset(), None, (), others)
        return
    starts = row.get("answer_starts") or []
    gold: set[int] = set(row.get("gold") or [])
    span_at: tuple[int, str] | None = None
    if starts and answers:
        gold = {i for i, s in enumerate(sentences) if s.start <= starts[0] < s.end}
        span_at = (starts[0], answers[0])
        if row.get("answer_occurrences", 1) > 1:
            # The offset is that of the first occurrence, which may not be the one that answers.
            gold = {i for i, s in enumerate(sentences) if answers[0] in s.text}
            span_at = None
    for evidence in row.get("evidence") or []:
        key = _join_spaces(evidence)
        gold |= {i for i, s in enumerate(sentences) if key in _join_spaces(s.text)}
        gold |= {
            i for i, s in enumerate(sentences) if len(s.text) > 20 and _join_spaces(s.text) in key
        }
    for text, first, last in places[name]:
        here = frozenset(i - first for i in gold if first <= i < last)
        if here:
            span = _span(span_at, sentences[first:last], encoded[name][first:last])
            yield Task(source, question, text, here, span, answers, others)
            return


def _span(
    at: tuple[int, str] | None, sentences: Sequence[Sentence], encodings: Sequence[Any]
) -> Span | None:
    if at is None:
        return None
    start, end = at[0], at[0] + len(at[1])
    for position, (sentence, encoding) in enumerate(zip(sentences, encodings, strict=True)):
        if sentence.start <= start < sentence.end:
            inside = [
                i
                for i, (a, b) in enumerate(encoding.offsets)
                if a < end - sentence.start and b > start - sentence.start
            ]
            return Span(position, inside[0], inside[-1]) if inside else None
    return None


def _locate_given(string: str, sentences: Sequence[str]) -> list[Sentence]:
    found = []
    at = 0
    for sentence in sentences:
        start = string.find(sentence, at)
        if sentence and start >= 0:
            at = start + len(sentence)
            found.append(Sentence(sentence, start, at, 1))
    return found


def _join_spaces(string: str) -> str:
    return " ".join(string.split())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)

"""Hard negatives: texts that the index would find for a question but that do not answer it."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from index.embedders import Embedder
from index.store.schema import TOKENIZER
from index.text import lexicon
from training.corpora import Corpus, Text

DEEP = 12
"""How many of the best by words, and of the best by vector, are candidates."""
KEPT = 12
"""How many negatives a task gets at most."""


def mine(corpus: Corpus, embedder: Embedder) -> list[list[int]]:
    """For each task, numbers of texts near its question without any of its answers, nearest first.

    The nearest by BM25 and the nearest by cosine take turns, because the reader reads what either
    finds.
    """
    questions = [task.question for task in corpus.tasks]
    by_words = _search_words(corpus.texts, questions)
    by_vector = _search_vectors(corpus.texts, questions, embedder)
    flat = [_normalize(" ".join(text.strings)) for text in corpus.texts]
    found = []
    for task, words, near in zip(corpus.tasks, by_words, by_vector, strict=True):
        answers = [_normalize(answer) for answer in task.answers]
        answers += [_normalize(corpus.texts[task.text].strings[i]) for i in task.gold]
        turns = [text for pair in zip(words, near, strict=False) for text in pair]
        turns += words[len(near) :] + near[len(words) :]
        kept = [
            text
            for text in dict.fromkeys(turns)
            if text != task.text and not any(answer in flat[text] for answer in answers)
        ]
        found.append(kept[:KEPT])
    return found


def _search_words(texts: Sequence[Text], questions: Sequence[str]) -> list[list[int]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            f'CREATE VIRTUAL TABLE words USING fts5 (text, content = "", tokenize = "{TOKENIZER}")'
        )
        db.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            ((i, " ".join(text.strings)) for i, text in enumerate(texts)),
        )
        found: list[list[int]] = []
        for question in questions:
            terms = lexicon.terms(question)
            if not terms:
                found.append([])
                continue
            match = " OR ".join(f'"{term}"' for term in terms)
            rows = db.execute(
                f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {DEEP}", (match,)
            )
            found.append([row[0] for row in rows])
        return found


def _search_vectors(
    texts: Sequence[Text], questions: Sequence[str], embedder: Embedder
) -> list[list[int]]:
    vectors = embedder.embed([" ".join(text.strings) for text in texts])
    asked = embedder.embed(questions)
    found: list[list[int]] = []
    for start in range(0, len(asked), 1024):
        cosines = asked[start : start + 1024] @ vectors.T
        best = np.argsort(-cosines, axis=1)[:, :DEEP]
        found += best.tolist()
    return found


def _normalize(string: str) -> str:
    return " " + " ".join(re.findall(r"\w+", string.lower())) + " "

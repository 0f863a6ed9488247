"""Texts that are like the right one and do not answer, found as the index finds passages."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from index.embedders import Embedder
from index.store.database import TOKENIZER
from index.text import lexicon
from training.corpora import Corpus, Text

DEEP = 12
"""How many of the best by words and of the best by vector are looked at."""
KEPT = 12


def mine(corpus: Corpus, embedder: Embedder) -> list[list[int]]:
    """For every task, texts that are near its question and hold none of its answers, best first.

    Nearest by BM25 and by cosine take turns, as both find what is read in the end.
    """
    questions = [task.question for task in corpus.tasks]
    by_words = _by_words(corpus.texts, questions)
    by_vector = _by_vector(corpus.texts, questions, embedder)
    flat = [_plain(" ".join(text.strings)) for text in corpus.texts]
    found = []
    for task, words, near in zip(corpus.tasks, by_words, by_vector, strict=True):
        answers = [_plain(answer) for answer in task.answers]
        answers += [_plain(corpus.texts[task.text].strings[i]) for i in task.gold]
        turns = [text for pair in zip(words, near, strict=False) for text in pair]
        turns += words[len(near) :] + near[len(words) :]
        kept = [
            text
            for text in dict.fromkeys(turns)
            if text != task.text and not any(answer in flat[text] for answer in answers)
        ]
        found.append(kept[:KEPT])
    return found


def _by_words(texts: Sequence[Text], questions: Sequence[str]) -> list[list[int]]:
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


def _by_vector(
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


def _plain(string: str) -> str:
    return " " + " ".join(re.findall(r"\w+", string.lower())) + " "

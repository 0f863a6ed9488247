"""The vocabulary of an index: names and frequent words, for completing a question."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.store import checksums, database
from index.store.store import Store

SENTENCES = 20_000
"""How many sentences are read, spread over a larger index. This takes about a second."""
STRETCH = 200
"""How many neighbouring sentences are read at a time."""
MOST = 20_000
"""The most words and names to keep."""
SHORTEST = 4
"""The fewest letters of a word. A shorter one is typed as quickly as completed."""
LONGEST_CHARS = 40
LONGEST_WORDS = 4

_RUN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ARTICLES = {"The", "A", "An", "In", "On", "At", "But", "And"}


def vocabulary(index: str | os.PathLike[str]) -> list[str]:
    """Names of several words, and single words in their usual spelling, most frequent first.

    Raises StoreError if there is no index or it is damaged.
    """
    directory = os.fspath(index)
    with database.translate_errors(directory), Store.read(directory) as store:
        return _rank_terms(_sample_texts(store))


def _sample_texts(store: Store) -> Iterator[str]:
    """The texts of all sentences, or of evenly spaced stretches of a larger index."""
    first, last = (
        store.db.execute(f"SELECT {end}(id) FROM sentence").fetchone()[0] for end in ("min", "max")
    )
    if first is None:
        return
    stretches = SENTENCES // STRETCH
    step = max(STRETCH, (last - first) // stretches + 1)
    for start in range(first, last + 1, step):
        rows = store.db.execute(
            "SELECT text FROM sentence WHERE id BETWEEN ? AND ?", (start, start + STRETCH - 1)
        ).fetchall()
        checksums.require(str, *(text for (text,) in rows))
        for (text,) in rows:
            yield text


def _rank_terms(texts: Iterable[str]) -> list[str]:
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for text in texts:
        for run in _RUN.findall(text):
            spelt = _WORD.findall(run)
            words.update(word for word in spelt if SHORTEST <= len(word) <= LONGEST_CHARS)
            names.update(_find_names(spelt))
        if len(words) > 10 * MOST:
            words = Counter(dict(words.most_common(MOST)))
        if len(names) > 10 * MOST:
            names = Counter(dict(names.most_common(MOST)))
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word, count in words.most_common():
        spellings.setdefault(word.lower(), word)
        counts[word.lower()] += count
    found = Counter({spellings[lowered]: count for lowered, count in counts.items()})
    found.update({name: count for name, count in names.items() if len(name) <= LONGEST_CHARS})
    return [word for word, _ in found.most_common(MOST)]


def _find_names(words: list[str]) -> Iterator[str]:
    """Runs of two to LONGEST_WORDS words that all begin with a capital."""
    name: list[str] = []
    for word in [*words, ""]:
        if word[:1].isupper() and (name or word not in _ARTICLES):
            name.append(word)
            continue
        if 1 < len(name) <= LONGEST_WORDS:
            yield " ".join(name)
        name = []

"""What an index speaks of: its names and frequent words, to complete a question with."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.store import checksums, database
from index.store.store import Store

SENTENCES = 20_000
"""So many are read, from all over a larger index; which takes about a second."""
STRETCH = 200
"""They are read so many at a time."""
MOST = 20_000
"""No more words and names are kept."""
SHORTEST = 4
"""A word of fewer letters is typed as quickly as completed."""
LONGEST_CHARS = 40
LONGEST_WORDS = 4

_RUN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ARTICLES = {"The", "A", "An", "In", "On", "At", "But", "And"}


def vocabulary(index: str | os.PathLike[str]) -> list[str]:
    """Names of several words, and words, spelt as they most often are; the most frequent first.

    Raises StoreError where there is no index or it is damaged.
    """
    directory = os.fspath(index)
    with database.reported(directory), Store.read(directory) as store:
        return _listed(_sampled(store))


def _sampled(store: Store) -> Iterator[str]:
    """Texts of sentences, all or a stretch of every so many."""
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


def _listed(texts: Iterable[str]) -> list[str]:
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for text in texts:
        for run in _RUN.findall(text):
            spelt = _WORD.findall(run)
            words.update(word for word in spelt if SHORTEST <= len(word) <= LONGEST_CHARS)
            names.update(_names(spelt))
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


def _names(words: list[str]) -> Iterator[str]:
    """Neighbours that all begin with a capital."""
    name: list[str] = []
    for word in [*words, ""]:
        if word[:1].isupper() and (name or word not in _ARTICLES):
            name.append(word)
            continue
        if 1 < len(name) <= LONGEST_WORDS:
            yield " ".join(name)
        name = []

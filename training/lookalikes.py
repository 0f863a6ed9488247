"""Questions changed so that their passage still looks like an answer but is none.

The changes are those that the authors of SQuAD 2.0's unanswerable questions used most (Rajpurkar et
al. 2018, table 2): another name or number, an antonym, a negation.
"""

import random
import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]*(?: (?:of |the |de |von )?[A-Z][\w'’-]*)*")
_PAIRS = """
first last|before after|largest smallest|most least|highest lowest|north south|east west|more less
northern southern|eastern western|increase decrease|increased decreased|win lose|won lost|best worst
oldest youngest|earliest latest|early late|male female|men women|inside outside|begin end
began ended|start finish|started stopped|born died|import export|imports exports|above below
allowed forbidden|always never|better worse|high low|long short|longest shortest|maximum minimum
old new|same different|support oppose|supported opposed|bought sold|buy sell|arrive leave
arrived left|major minor|larger smaller|higher lower|older younger|longer shorter|top bottom
left right|public private|rise fall|rose fell|appointed dismissed|accepted rejected|accept reject
created destroyed|attack defend|friends enemies|majority minority|rich poor|strong weak|hot cold
success failure|successful unsuccessful|common rare|internal external|positive negative
front back|upper lower|urban rural|gain loss|gained lost|join leave|joined left|open closed
""".replace("\n", "|")
_OPPOSITES = {
    word: opposite
    for pair in _PAIRS.split("|")
    if pair
    for word, opposite in (pair.split(), pair.split()[::-1])
}
_OPPOSED = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b")
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|did|does|do|has|had|have|could|would|should|can|will)\b"
)


def names(question: str) -> list[str]:
    """The names in a question: capitalised words, except at the start of a sentence."""
    return [name for name in _NAME.findall(question) if name not in {"I", "US"}]


def change(question: str, passage: str, pool: Sequence[str], draw: random.Random) -> str | None:
    """A similar question that the passage does not answer; None if no change is possible.

    A new name comes from the passage or from `pool`.
    """
    ways = [_change_number, _change_name, _change_name, _change_to_opposite, _negate]
    draw.shuffle(ways)
    for way in ways:
        other = way(question, passage, pool, draw)
        if other is not None and other != question:
            return other
    return None


def _change_number(q: str, passage: str, pool: Sequence[str], draw: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(q))
    if not numbers:
        return None
    place = draw.choice(numbers)
    here: list[str] = [
        n for n in _NUMBER.findall(passage) if len(n) == len(place[0]) and n != place[0]
    ]
    if here and draw.random() < 0.5:
        new = draw.choice(here)
    elif re.fullmatch(r"1\d{3}|20\d\d", place[0]):
        new = str(int(place[0]) + draw.choice((-1, 1)) * draw.randint(1, 40))
    else:
        new = "".join(draw.choice("123456789") if c.isdigit() else c for c in place[0])
    return q[: place.start()] + new + q[place.end() :]


def _change_name(q: str, passage: str, pool: Sequence[str], draw: random.Random) -> str | None:
    found = list(_NAME.finditer(q))
    if not found:
        return None
    place = draw.choice(found)
    here = [name for name in names(passage) if name not in q and name not in place[0]]
    if here and draw.random() < 0.5:
        new = draw.choice(here)
    else:
        alike = [
            name
            for name in draw.sample(pool, min(20, len(pool)))
            if name not in passage and len(name.split()) == len(place[0].split())
        ]
        if not alike:
            return None
        new = alike[0]
    return q[: place.start()] + new + q[place.end() :]


def _change_to_opposite(
    q: str, passage: str, pool: Sequence[str], draw: random.Random
) -> str | None:
    found = list(_OPPOSED.finditer(q))
    if not found:
        return None
    place = draw.choice(found)
    opposite: str = _OPPOSITES[place[0]]
    return q[: place.start()] + opposite + q[place.end() :]


def _negate(q: str, passage: str, pool: Sequence[str], draw: random.Random) -> str | None:
    place = _AUXILIARY.search(q)
    if place is None or draw.random() < 0.6:  # a reader learns this kind most easily
        return None
    new = {"can": "cannot", "will": "won't"}.get(place[0], place[0] + "n't")
    return q[: place.start()] + new + q[place.end() :]

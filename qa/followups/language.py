"""Tells English questions from those in other languages, by their small words."""

from qa.followups.phrases import words

ENGLISH = frozenset(
    "who whose what which when where why how the of is are were did does do they them it"
    " its he she his her this that these those and about with for from to any there more"
    " other".split()
)
FOREIGN = frozenset(
    "der die das den dem ein eine und ist sind war wer wie wo wann warum mit für nicht sie"
    " es auf le la les des un une et est qui que quoi où quand comment pourquoi dans pour"
    " avec ils elle el los las y quién qué cuándo dónde cómo por para con en del fue il lo"
    " gli chi che cosa di per o os as quem onde quando como em um uma het een van wat zijn"
    " och vem vad är".split()
)
"""Small words of the languages that look most like English."""


def is_english(text: str, before: str) -> bool:
    """Whether a question is English by its small words, or by those of `before` if it has none."""
    for each in (text, before):
        lowers = {word.lower for word in words(each)}
        ours, theirs = len(lowers & ENGLISH), len(lowers & FOREIGN)
        if ours or theirs or not any(word.isascii() for word in lowers):
            return ours > theirs
    return True

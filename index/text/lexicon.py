"""Words: a text's as the full-text index sees them, and those a question is looked for by."""

import re

from index.errors import QuestionError

MAX_QUESTION_CHARS = 10_000
MAX_TERMS = 64
"""Beyond them a question is a text, and its first words say what it is about."""

# They say what kind of answer is wanted, and stand in other questions, not in answers.
QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how is are was were be been do does did".split()
)

# Scripts written without spaces: FTS5 would take a whole run of them for one word.
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"[^\W_]+")


def spaced(text: str) -> str:
    """`text` with the characters of unspaced scripts standing as words."""
    return _UNSPACED.sub(r" \g<0> ", text)


def well_formed(text: str) -> str:
    """The text with "?" for each half of a character: an argument of the command line that is not
    UTF-8 holds such, JSON can spell them, and nothing can print them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def checked(question: str) -> str:
    """The question without surrounding space, and what no text can hold replaced by "?".

    Raises QuestionError for one that is empty, longer than MAX_QUESTION_CHARS or without a word.
    """
    question = well_formed(question).strip()
    if not question:
        raise QuestionError("the question is empty")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question is {len(question):,} characters long;"
            f" ask it in {MAX_QUESTION_CHARS:,} or fewer"
        )
    if not _WORD.search(question):
        raise QuestionError(f"the question holds no word: {question[:40]!r}")
    return question


def terms(question: str) -> list[str]:
    """The words to look for, each once: all but question words, unless there are no others."""
    words = list(dict.fromkeys(_WORD.findall(spaced(question.lower()))))
    return ([word for word in words if word not in QUESTION_WORDS] or words)[:MAX_TERMS]

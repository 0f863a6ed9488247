"""Words: those of a text as the full-text index sees them, and those a question searches for."""

import re

from index.errors import QuestionError

MAX_QUESTION_CHARS = 10_000
MAX_TERMS = 64
"""A longer question is a whole text, and its first words say what it is about."""

# These say what kind of answer is wanted. They occur in other questions, not in answers.
QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how is are was were be been do does did".split()
)

# Scripts written without spaces: FTS5 would take a whole run of their characters for one word.
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"[^\W_]+")


def space_out(text: str) -> str:
    """`text` with a space on both sides of each character of a script written without spaces."""
    return _UNSPACED.sub(r" \g<0> ", text)


def replace_surrogates(text: str) -> str:
    """`text` with "?" for each surrogate, which no encoding can print.

    An argument of the command line that is not UTF-8 holds them, and JSON can spell them.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def clean_question(question: str) -> str:
    """The question without surrounding space and surrogates.

    Raises QuestionError for one that is empty, longer than MAX_QUESTION_CHARS or without a word.
    """
    question = replace_surrogates(question).strip()
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
    """The words to search for, in lower case, each once, at most MAX_TERMS.

    Question words are left out unless there are no others.
    """
    words = list(dict.fromkeys(_WORD.findall(space_out(question.lower()))))
    return ([word for word in words if word not in QUESTION_WORDS] or words)[:MAX_TERMS]

"""Answers the question of -q, or the questions of standard input, and tells the exit status."""

import sys
from typing import TextIO

from index import QuestionError
from index.text.lexicon import clean_question
from qa import progress
from qa.answers import unanswered
from qa.cli import questions
from qa.cli.exits import ANSWERED, FAILED, UNANSWERED, fail
from qa.session import Session
from qa.settings import Settings


def answer_one(settings: Settings, question: str) -> int:
    """Writes the answer to a question on stdout; the exit status."""
    clean_question(question)  # before a corpus is indexed for nothing
    with Session.open(settings) as session:
        with progress.show_searching(settings):
            answer = session.ask(question)
        session.write(answer, sys.stdout)
    return ANSWERED if answer.answered else UNANSWERED


def answer_lines(settings: Settings, lines: TextIO) -> int:
    """Writes the answer to each line as it comes; the exit status of them all.

    A line that cannot be asked is reported on stderr, and gets an empty answer.
    """
    outcomes = set()
    with Session.open(settings) as session:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                question = questions.parse(line)
                answer = session.ask(question.text, question.history)
                outcomes.add(ANSWERED if answer.answered else UNANSWERED)
            except (QuestionError, ValueError) as error:
                outcomes.add(fail(f"line {number}: {error}"))
                answer = unanswered(line.strip())
            session.write(answer, sys.stdout, shows_question=True)
    if not outcomes:
        return fail("no question on standard input; ask one with -q, or start qa at a terminal")
    return next(outcome for outcome in (FAILED, ANSWERED, UNANSWERED) if outcome in outcomes)

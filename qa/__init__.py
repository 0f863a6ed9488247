"""Question in, answer out: on a screen, as JSON, or to another program."""

from index import Span
from qa.answerer import Answerer
from qa.answers import Answer, Citation, Group, Place

__all__ = ["Answer", "Answerer", "Citation", "Group", "Place", "Span"]

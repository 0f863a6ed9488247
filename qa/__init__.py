"""Question in, answer out: on a screen, as JSON, or to another program."""

from qa.answerer import Answerer
from qa.answers import Answer, Citation, Place, Span

__all__ = ["Answer", "Answerer", "Citation", "Place", "Span"]

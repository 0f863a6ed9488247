"""Completes with Tab: commands and what they take, names and words of the corpus."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from index import Retriever, SearchError
from index.store.vocabulary import vocabulary
from qa.commands import COMMANDS, Chat
from qa.commands.options import OPTIONS
from qa.output.printable import printable

OFFERED = 20
"""So many words or paths are offered at most."""
MOST_DOCUMENTS = 20_000
"""With more documents, paths are not completed: no question is answered while they are listed."""
SHORTEST = 2
"""So many characters must be typed before a word is offered."""

_TYPED = re.compile(r"(?:[^\W\d_]+[ '’-]){0,3}[^\W\d_]+$")


class Listing:
    """Texts in order of their worth, found by their beginning, whatever its case."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._sorted = sorted((text.lower(), rank, text) for rank, text in enumerate(texts))

    def find(self, beginning: str) -> list[str]:
        """The best texts that go on from a beginning, OFFERED at most."""
        lowered = beginning.lower()
        if len(beginning) < SHORTEST:
            return []
        start = bisect_left(self._sorted, (lowered, -1, ""))
        end = bisect_left(self._sorted, (lowered + "\U0010ffff", -1, ""))
        found = sorted(self._sorted[start:end], key=lambda each: each[1])[:OFFERED]
        return [text for _, _, text in found if text != beginning]


class CorpusCompleter(Completer):
    """Completes from what `learn` has read so far."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._words = Listing()
        self._paths: Sequence[str] = ()
        self._tops: Collection[str] = ()
        self._years_known: Sequence[str] = ()
        self._arguments: dict[str, Callable[[str], Iterable[str]]] = {
            "in": self._places,
            "help": _commands,
            "set": _options,
            **dict.fromkeys(("open", "why", "copy"), self._ranks),
            **dict.fromkeys(("since", "until"), self._years),
        }
        self._files = PathCompleter(expanduser=True)

    def learn(self, index: str, retriever: Retriever) -> None:
        """Reads words, paths and years of an index; it takes seconds, so call it in a thread."""
        with suppress(SearchError):  # the next question reports it
            self._words = Listing(vocabulary(index))
            if retriever.count() > MOST_DOCUMENTS:
                return
            documents = [document for document, _ in retriever.documents()]
            paths = {document.path for document in documents}
            tops = tuple(f"{root.rstrip('/')}/" for root in retriever.corpus)
            folders = {path[: slash.end()] for path in paths for slash in re.finditer("/", path)}
            self._paths = sorted(paths | {each for each in folders if each.startswith(tops)})
            self._tops = {*tops, *retriever.corpus}
            self._years_known = sorted({d.date[:4] for d in documents if d.date})

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        """What could follow the text before the cursor."""
        text = document.text_before_cursor
        if text.startswith("/"):
            yield from self._after_slash(text, event)
            return
        typed = _TYPED.search(text)
        if typed is None:
            return
        # Prefer what continues several of the typed words to what continues the last one alone.
        for beginning in _ends(typed[0]):
            if words := self._words.find(beginning):
                yield from (Completion(word, -len(beginning)) for word in words)
                return

    def _after_slash(self, text: str, event: CompleteEvent) -> Iterator[Completion]:
        name, space, argument = text[1:].partition(" ")
        if not space:
            for known, command in COMMANDS.items():
                if known.startswith(name.lower()):
                    has_argument = " " in command.usage
                    yield Completion(
                        f"{known} " if has_argument else known,
                        -len(name),
                        display=f"/{known}",
                        display_meta=command.help,
                    )
        elif name.lower() == "save":
            yield from self._files.get_completions(Document(argument, len(argument)), event)
        else:
            values = self._arguments.get(name.lower(), _nothing)(argument)
            for value in values:
                if value.lower().startswith(argument.lower()):
                    yield Completion(value, -len(argument), display=printable(value))

    def _places(self, typed: str) -> Iterator[str]:
        """The corpus, then what is in it up to the next slash, as in a shell."""
        offered = 0
        for path in (*self._paths, "off"):
            rest = path[len(typed) :]
            is_near = path in self._tops or "/" not in rest.rstrip("/")
            if path.lower().startswith(typed.lower()) and is_near and rest:
                yield path
                offered += 1
                if offered == OFFERED:
                    return

    def _ranks(self, typed: str) -> Iterator[str]:
        citations = self._chat.answer.citations if self._chat.answer else ()
        return (str(citation.rank) for citation in citations)

    def _years(self, typed: str) -> Iterator[str]:
        return iter(("off", *self._years_known))


def _nothing(typed: str) -> Iterator[str]:
    return iter(())


def _commands(typed: str) -> Iterator[str]:
    return iter(COMMANDS)


def _options(typed: str) -> Iterator[str]:
    name, space, _ = typed.partition(" ")
    if not space:
        return (f"{option} " for option in OPTIONS)
    option = OPTIONS.get(name.lower())
    return (f"{name} {value}" for value in option.values) if option else iter(())


def _ends(text: str) -> Iterator[str]:
    """A text, then the text without its first word, and so on."""
    yield text
    for match in re.finditer(r"[ '’-]", text):
        yield text[match.end() :]

"""Commands about the last answer: a citation opened, explained or copied, and more of them."""

from dataclasses import replace

from index import Signals
from qa.answers import Answer
from qa.background import attended
from qa.commands import clipboard, options
from qa.commands.chat import Chat
from qa.output.printable import printable
from qa.output.terminal import surroundings
from qa.output.wording import place

MORE = 5
"""How many citations /more adds."""
MOST = 100
"""More citations of one question are not shown."""


def show_surroundings(chat: Chat, argument: str) -> None:
    citation = chat.citation(argument, "/open")
    if not citation:
        return
    near = chat.session.retriever.surroundings(
        citation.document, citation.start, chat.session.settings.context
    )
    if not near:
        chat.say(f"{place(citation)} has changed since; ask again")
        return
    chat.show(surroundings(citation, near, chat.session.screen()))


def set_context(chat: Chat, argument: str) -> None:
    options.change(chat, f"context {argument}")


def explain(chat: Chat, argument: str) -> None:
    citation = chat.citation(argument, "/why")
    if not citation:
        return
    if citation.signals is None:
        chat.say(f"nothing is known of how [{citation.rank}] was found")
        return
    chat.say(f"[{citation.rank}] {place(citation)}")
    chat.show_rows(_reasons(citation.score, citation.signals))


def _reasons(score: float, signals: Signals) -> list[tuple[str, str]]:
    """The signals behind a score in words and numbers, the one that decides last."""
    reading = signals.reading
    if reading is None:
        read = "its passage was not read: words and vectors alone put it here"
    else:
        likely = "more" if reading > 0 else "less"
        read = f"{reading:.2f}: {likely} likely than not to answer, read in its passage"
    return [
        ("words", f"{signals.coverage:.2f} of the question's words, rare ones counting more"),
        ("meaning", f"{signals.cosine:.2f} cosine with the question"),
        (
            "passage",
            f"{signals.passage_coverage:.2f} of the words, {signals.passage_cosine:.2f} cosine",
        ),
        ("reader", read),
        ("score", f"{score:.2f}"),
    ]


def show_more(chat: Chat, argument: str) -> None:
    if not chat.answer:
        chat.say("no more citations: ask a question first")
        return
    shown = len(chat.answer.citations)
    more = _longer(chat, chat.answer, min(shown + MORE, MOST))
    added = more.citations[shown:]
    if not added:
        chat.say(f"no more citations: {shown} were found")
        return
    chat.answers[-1] = replace(more, citations=(*chat.answer.citations, *added))
    chat.show(chat.session.rendered(replace(more, citations=added)))


def _longer(chat: Chat, answer: Answer, k: int) -> Answer:
    """The same question answered in more citations."""
    more = attended(lambda: chat.session.ask(answer.resolved_question, k=k))
    return replace(more, question=answer.question)


def copy(chat: Chat, argument: str) -> None:
    citation = chat.citation(argument, "/copy")
    if not citation:
        return
    if not chat.session.settings.is_terminal:
        chat.say("nothing is copied: this terminal understands no escape codes")
        return
    # On one line and without controls: pasted into a shell it must not run by itself.
    text = f"{printable(citation.text)} ({place(citation)})"
    size_bytes = len(text.encode("utf-8", "replace"))
    if size_bytes > clipboard.MAX_BYTES:
        chat.say(
            f"[{citation.rank}] is {size_bytes:,} bytes long;"
            f" terminals copy no more than {clipboard.MAX_BYTES:,}"
        )
        return
    chat.out.write(clipboard.copying(text))
    chat.say(f"copied [{citation.rank}]{clipboard.caveat()}")

"""Commands about the last answer: a citation opened, explained or copied, and more of them."""

from dataclasses import replace
from datetime import date

from index import Period, Signals, Timing
from index.text.periods import EVER, asked
from qa.answerer import is_gone
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

TIMINGS = {
    Timing.NAMED: "it names a date then",
    Timing.DATED: "its document is dated then",
    Timing.UNKNOWN: "neither it nor its document says when",
    Timing.ELSEWHERE: "its document is dated at another time, so it stands lower",
}


def show_surroundings(chat: Chat, argument: str) -> None:
    citation = chat.citation(argument, "/open")
    if not citation:
        return
    near = chat.session.retriever.surroundings(
        citation.document, citation.start, chat.session.settings.context
    )
    if not near:
        fate = "is gone by now" if is_gone(citation.document) else "has changed since"
        chat.say(f"{place(citation)} {fate}; ask again")
        return
    chat.show(surroundings(citation, near, chat.session.screen()))


def set_context(chat: Chat, argument: str) -> None:
    options.change(chat, f"context {argument}")


def explain(chat: Chat, argument: str) -> None:
    citation = chat.citation(argument, "/why")
    if not citation or not chat.answer:
        return
    if citation.signals is None:
        chat.say(f"nothing is known of how [{citation.rank}] was found")
        return
    chat.say(f"[{citation.rank}] {place(citation)}")
    today = chat.session.settings.today or date.today()
    period = asked(chat.answer.resolved_question, today)
    chat.show_rows(_reasons(citation.score, citation.signals, period))


def _reasons(score: float, signals: Signals, period: Period | None) -> list[tuple[str, str]]:
    """The signals behind a score in words and numbers, the one that decides last."""
    reading = signals.reading
    if reading is None:
        read = "its passage was not read: words and vectors alone put it here"
    else:
        likely = "more" if reading > 0 else "less"
        read = f"{reading:.2f}: {likely} likely than not to answer, read in its passage"
    time = []
    if period and signals.timing:
        time.append(("time", f"{_days(period)} is asked of: {TIMINGS[signals.timing]}"))
    return [
        ("words", f"{signals.coverage:.2f} of the question's words, rare ones counting more"),
        ("meaning", f"{signals.cosine:.2f} cosine with the question"),
        (
            "passage",
            f"{signals.passage_coverage:.2f} of the words, {signals.passage_cosine:.2f} cosine",
        ),
        *time,
        ("reader", read),
        ("score", f"{score:.2f}"),
    ]


def _days(period: Period) -> str:
    """The days of a period, and the words of the question that say it."""
    first, last = period.first, period.last
    if first == last:
        days = first
    elif first == EVER[0]:
        days = f"until {last}"
    elif last == EVER[1]:
        days = f"from {first} on"
    else:
        days = f"{first} to {last}"
    return days if period.text == days else f"{period.text} ({days})"


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
    return attended(lambda: chat.session.ask(answer.question, chat.answers[:-1], k=k))


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

"""Commands about the last answer: open, explain or copy a citation, show more of them."""

from dataclasses import replace
from datetime import date

from index import Period, Signals, Timing
from index.text.periods import EVER, find_period
from qa.answerer import is_gone
from qa.commands import options
from qa.commands.chat import Chat
from qa.output.captions import place
from qa.output.printable import printable
from qa.output.styled import surroundings
from qa.terminal import clipboard
from qa.terminal.interruption import run_interruptibly

MORE = 5
"""How many citations /more adds."""
MOST = 100
"""One question gets no more citations."""

TIMINGS = {
    Timing.NAMED: "the sentence names a date then",
    Timing.DATED: "its document is dated then",
    Timing.UNKNOWN: "neither the sentence nor its document states a date",
    Timing.ELSEWHERE: "its document is dated at another time, so the sentence stands lower",
}


def show_surroundings(chat: Chat, argument: str) -> None:
    """Shows a citation among the sentences around it."""
    citation = chat.citation(argument, "/open")
    if not citation:
        return
    near = chat.session.retriever.surroundings(
        citation.document, citation.start, chat.session.settings.context
    )
    if not near:
        fate = "is gone" if is_gone(citation.document) else "has changed"
        chat.say(f"{place(citation)} {fate}; ask again")
        return
    chat.show(surroundings(citation, near, chat.session.screen()))


def set_context(chat: Chat, argument: str) -> None:
    """Sets how many sentences `show_surroundings` shows on either side."""
    options.change(chat, f"context {argument}")


def explain(chat: Chat, argument: str) -> None:
    """Shows the signals behind a citation's place in the answer."""
    citation = chat.citation(argument, "/why")
    if not citation or not chat.answer:
        return
    if citation.signals is None:
        chat.say(f"[{citation.rank}] has no signals to show")
        return
    chat.say(f"[{citation.rank}] {place(citation)}")
    today = chat.session.settings.today or date.today()
    period = find_period(chat.answer.resolved_question, today)
    chat.show_rows(_reasons(citation.score, citation.signals, period))


def _reasons(score: float, signals: Signals, period: Period | None) -> list[tuple[str, str]]:
    """The signals behind a score, in words and numbers, the deciding one last."""
    reading = signals.reading
    if reading is None:
        read = "its passage was not read; words and vectors alone decide"
    else:
        likely = "more" if reading > 0 else "less"
        read = f"{reading:.2f}: read in its passage, {likely} likely than not to answer"
    time = []
    if period and signals.timing:
        time.append(("time", f"the question asks about {_days(period)}: {TIMINGS[signals.timing]}"))
    return [
        ("words", f"{signals.coverage:.2f} of the question's words; rare ones count more"),
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
    """The words of the question that name a period, and its days."""
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
    """Shows MORE further citations for the last question."""
    if not chat.answer:
        chat.say("ask a question first")
        return
    shown = len(chat.answer.citations)
    question, k = chat.answer.question, min(shown + MORE, MOST)
    more = run_interruptibly(lambda: chat.session.ask(question, chat.answers[:-1], k=k))
    added = more.citations[shown:]
    if not added:
        chat.say(f"no more citations than these {shown}")
        return
    chat.answers[-1] = replace(more, citations=(*chat.answer.citations, *added))
    chat.show(chat.session.render(replace(more, citations=added)))


def copy(chat: Chat, argument: str) -> None:
    """Puts a citation, with its place, in the clipboard of the terminal."""
    citation = chat.citation(argument, "/copy")
    if not citation:
        return
    if not chat.session.settings.is_terminal:
        chat.say("cannot copy: this terminal understands no escape codes")
        return
    # One line without controls: pasted into a shell, it must not run by itself.
    text = f"{printable(citation.text)} ({place(citation)})"
    size_bytes = len(text.encode("utf-8", "replace"))
    if size_bytes > clipboard.MAX_BYTES:
        chat.say(
            f"cannot copy: [{citation.rank}] has {size_bytes:,} bytes,"
            f" and terminals take no more than {clipboard.MAX_BYTES:,}"
        )
        return
    clipboard.copy(text, chat.out)
    chat.say(f"copied [{citation.rank}]{clipboard.caveat()}")

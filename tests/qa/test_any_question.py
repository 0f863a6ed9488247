"""Whatever is asked: every function that reads a question takes any text there is."""

import json
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import QuestionError
from index.text import dates, lexicon, periods
from qa.cli import questions
from qa.evidence import agreement, groups
from qa.followups import phrases
from qa.followups.resolution import Turn, resolve

TODAY = date(2021, 8, 20)
FRAGMENTS = """
who what when where why how many is was did the a of in on by from to and or it they he that
january feb sept september ſeptember ſep 14 31 0 1 2021 1999 20211 2021-08-14 2021-13 ١٤ ٢٠٢١
between before after since ſince until till up last laſt this next past week weeK month year years
yesterday recently ago two ten three an early late mid 2010s 1900s monday norway Mexico U.S. O'Brien
don't isn’t n't what's ß ﬁ İ ı Σ ς 中 文 ๆ é \u0301 \u200d \u202e \ud800 \udfff \0 \x1b \x85 \u2028
🇳 👍🏽 \ufeff ( ) [ ] " ' ’ “ . , ; : ? ! - – — / \\ * % $ € # @ & + = < > { } | ~ ^ `
""".split(" ")
ANY = st.text(st.characters(), max_size=30)
"""Halves of characters too, as an argument that is not UTF-8 and JSON can hold them."""
TEXTS = st.one_of(
    ANY,
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), ANY), max_size=14).map(" ".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join),
)
LONG_S = "what happened in ſeptember 2021?"


@settings(max_examples=500)
@example(LONG_S)
@example("Date: 14 ſep 2021")
@given(TEXTS)
def test_any_text_may_state_a_date(text):
    stated = dates.leading_date(text) or dates.iso_date(text)
    if stated is not None:
        first, last = dates.day_range(stated)
        assert first <= last


@settings(max_examples=500)
@example(LONG_S)
@example("laſt year, ſix weeKs ago")
@given(TEXTS)
def test_any_text_may_ask_of_a_time(text):
    asked = periods.find_period(text, TODAY)
    if asked is None:
        return
    assert text[asked.start :].startswith(asked.text)
    for day in (asked.first, asked.last):
        assert date.fromisoformat(day)
    assert asked.first <= asked.last
    assert periods.time_words(asked)
    assert periods.remove_period(text, asked)
    assert periods.has_date_in(text, asked) in (True, False)


def test_a_long_s_is_an_s():
    assert periods.find_period(LONG_S, TODAY).first == "2021-09-01"
    assert periods.find_period("ſince 2019", TODAY).last == periods.EVER[1]
    assert periods.find_period("two weeKs ago", TODAY).first == "2021-08-03"


@settings(max_examples=500)
@given(TEXTS)
def test_any_text_is_a_question_or_refused(text):
    try:
        question = lexicon.clean_question(text)
    except QuestionError:
        return
    assert question.encode()
    assert lexicon.terms(question)


@settings(max_examples=500)
@given(TEXTS, st.lists(st.builds(Turn, TEXTS, st.lists(TEXTS, max_size=2).map(tuple)), max_size=3))
def test_any_text_may_follow_any_other(text, history):
    resolved = resolve(text, history)
    assert resolved.texts
    assert (resolved.text == text) or history


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_has_phrases_and_can_be_a_claim(text):
    for phrase in phrases.phrases(text):
        assert text[phrase.start : phrase.end] == phrase.text
    assert groups.asks_whether(text) in (True, False)
    claim = agreement.Claim(text)
    assert agreement.agree(claim, claim) in (True, False)
    assert agreement.contradict(claim, claim) is False


@settings(max_examples=300)
@given(
    st.one_of(
        TEXTS,
        st.recursive(
            st.one_of(st.none(), st.integers(), st.floats(), TEXTS),
            lambda each: st.one_of(
                st.lists(each, max_size=2),
                st.dictionaries(st.sampled_from(["question", "history", "x"]), each, max_size=3),
            ),
        ).map(json.dumps),
        st.just('{"question": ' + "9" * 5_000 + "}"),
    )
)
def test_any_line_is_a_question_or_refused_in_a_line(line):
    reason = ""
    try:
        questions.parse(line)
    except ValueError as error:
        reason = str(error)
    assert len(reason) < 500
